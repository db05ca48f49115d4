// What a new run is asked for with, in the address of the page.

import type { Change } from "./address";
import type { Asked, Place } from "./api";

const KINDS = ["path", "set", "upload", "run"] as const;
const LONGEST = 4096;
const MOST_SETTINGS = 100;

/** A request as changes of the address. */
export const written = ({ data, preset, like, codes, minutes, steps, seed, settings }: Asked): Change => ({
  data: data && Object.entries(data).map(([kind, value]) => `${kind}:${value}`),
  preset,
  like,
  codes,
  minutes: minutes?.toString(),
  steps: steps?.toString(),
  seed: seed?.toString(),
  settings,
});

/** The request in an address; undefined if it names no data. The server checks all of it. */
export function linked(address: URLSearchParams): Asked | undefined {
  const text = (key: string): string | undefined => address.get(key)?.slice(0, LONGEST);
  const number = (key: string): number | undefined => {
    const value = Number(text(key) || Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  const data = text("data") ?? "";
  const colon = data.indexOf(":");
  const kind = KINDS.find((each) => each === data.slice(0, colon));
  if (kind === undefined) {
    return undefined;
  }
  return {
    data: { [kind]: data.slice(colon + 1) } as Place,
    preset: text("preset"),
    like: text("like"),
    codes: text("codes"),
    minutes: number("minutes"),
    steps: number("steps"),
    seed: number("seed"),
    settings: address.getAll("settings").slice(0, MOST_SETTINGS),
  };
}
