import { useEffect, useState } from "preact/hooks";
import * as api from "./items-api";

/** Numbers of all items by the name of the column: `number`, `label`, `category/digit`, `mean/c1`, `component/0`, … */
export type Columns = Record<string, Float32Array>;

const MOST = 60;
const known = new Map<string, Promise<Float32Array>>();

function load(run: string, version: string, name: string): Promise<Float32Array> {
  const key = `${run} ${version} ${name}`;
  const before = known.get(key);
  if (before) {
    return before;
  }
  const slash = name.indexOf("/");
  const [column, code] = slash < 0 ? [name, ""] : [name.slice(0, slash), name.slice(slash + 1)];
  const loading = api.column(run, column, code);
  known.set(key, loading);
  loading.catch(() => known.delete(key));
  if (known.size > MOST) {
    known.delete([...known.keys()][0] ?? "");
  }
  return loading;
}

/** Columns of what was read of a run's items; undefined until all of them are there. */
export function useColumns(
  run: string,
  version: string,
  names: string[],
): { columns?: Columns; failure: string; again: () => void } {
  const [state, setState] = useState<{ key: string; columns?: Columns; failure: string }>({ key: "", failure: "" });
  const [attempt, setAttempt] = useState(0);
  const key = `${run} ${version} ${names.join(" ")}`;
  useEffect(() => {
    let over = false;
    Promise.all(names.map((name) => load(run, version, name)))
      .then((all) => {
        if (!over) {
          setState({ key, columns: Object.fromEntries(names.map((name, k) => [name, all[k]!])), failure: "" });
        }
      })
      .catch((problem: Error) => {
        if (!over) {
          setState({ key, failure: problem.message });
        }
      });
    return () => {
      over = true;
    };
  }, [key, attempt]);
  const again = () => {
    setState({ key: "", failure: "" });
    setAttempt(attempt + 1);
  };
  return state.key === key ? { ...state, again } : { failure: "", again };
}

/** The positions that satisfy a condition, sorted by a number. */
export function sorted(count: number, keep: (position: number) => boolean, by: (position: number) => number): number[] {
  const positions: number[] = [];
  for (let position = 0; position < count; position++) {
    if (keep(position)) {
      positions.push(position);
    }
  }
  const keys = new Float64Array(count);
  for (const position of positions) {
    keys[position] = by(position);
  }
  return positions.sort((a, b) => keys[a]! - keys[b]! || a - b);
}
