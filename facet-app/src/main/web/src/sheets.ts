// Pictures of items come as sheets of many. A few sheets are fetched at the same time, those that are wanted now.

import { useEffect, useState } from "preact/hooks";
import * as api from "./items-api";

/** The most items of a sheet, and how many of them are in a row. */
export const SHEET = 100;
const COLUMNS = 10;

const MOST_KEPT = 120;
const AT_ONCE = 3;

interface Wanted {
  run: string;
  version: string;
  numbers: number[];
  told: Set<(address: string) => void>;
}

const kept = new Map<string, string>();
const waiting = new Map<string, Wanted>();
const busy = new Set<string>();

function next(): void {
  while (busy.size < AT_ONCE) {
    // the newest first: what was wanted before may have been scrolled away
    const entry = [...waiting].reverse().find(([key]) => !busy.has(key));
    if (!entry) {
      return;
    }
    const [key, { run, version, numbers }] = entry;
    busy.add(key);
    api
      .sheet(run, version, numbers)
      .then((blob) => {
        const address = URL.createObjectURL(blob);
        kept.set(key, address);
        waiting.get(key)?.told.forEach((tell) => tell(address));
        if (kept.size > MOST_KEPT) {
          const [oldest = "", its = ""] = [...kept][0] ?? [];
          kept.delete(oldest);
          URL.revokeObjectURL(its);
        }
      })
      .catch(() => waiting.get(key)?.told.forEach((tell) => tell("")))
      .finally(() => {
        waiting.delete(key);
        busy.delete(key);
        next();
      });
  }
}

/** The address of a sheet of items; empty until it is there. Without items, nothing is fetched. */
export function useSheet(run: string, version: string, numbers: number[]): string {
  const key = `${run} ${version} ${numbers.join(",")}`;
  const [shown, setShown] = useState({ key: "", address: "" });
  useEffect(() => {
    if (numbers.length === 0) {
      return;
    }
    const have = kept.get(key);
    if (have) {
      kept.delete(key);
      kept.set(key, have); // used last
      setShown({ key, address: have });
      return;
    }
    const tell = (address: string) => setShown({ key, address });
    const wanted = waiting.get(key) ?? { run, version, numbers, told: new Set() };
    wanted.told.add(tell);
    waiting.delete(key);
    waiting.set(key, wanted);
    next();
    return () => {
      wanted.told.delete(tell);
      if (wanted.told.size === 0 && !busy.has(key)) {
        waiting.delete(key);
      }
    };
  }, [key]);
  return shown.key === key ? shown.address : "";
}

/** Styles that show item `k` of a sheet of `count`. */
export function cell(address: string, k: number, count: number) {
  const columns = Math.min(count, COLUMNS);
  const rows = Math.ceil(count / COLUMNS);
  const along = (at: number, of: number): string => (of === 1 ? "0" : `${(at / (of - 1)) * 100}%`);
  return {
    backgroundImage: address ? `url("${address}")` : "none",
    backgroundSize: `${columns * 100}% ${rows * 100}%`,
    backgroundPosition: `${along(k % COLUMNS, columns)} ${along(Math.floor(k / COLUMNS), rows)}`,
  };
}
