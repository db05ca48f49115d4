// The codes of a new run: as a person chooses them, and as the text that the server takes.

import type { Code } from "./codes";

/** Codes that have plain controls: at most one of kinds, and some sliders. */
export interface Wanted {
  /** A number of kinds, as many as needed, or none. */
  kinds: "number" | "auto" | "none";
  count: number;
  /** The most kinds that are looked for if their number is to be found out. */
  most: number;
  sliders: number;
  /** The names of the codes, as far as they have some. */
  kindName: string;
  sliderNames: string[];
}

export const MOST_FOUND = 30;

export const MOST_SLIDERS = 10;

/** The codes of settings as plain controls; undefined if they are of other kinds. */
export function wanted(codes: Code[]): Wanted | undefined {
  const categorical = codes.filter((code) => code.categorical !== undefined);
  const sliders = codes.filter((code) => code.categorical === undefined);
  const plain = sliders.every(
    (code) => code.uniform?.[0] === -1 && code.uniform[1] === 1 && (code.size ?? 1) === 1,
  );
  const [kind] = categorical;
  const inOrder = codes.slice(0, categorical.length).every((code) => code.categorical !== undefined);
  if (!plain || !inOrder || categorical.length > 1 || sliders.length > MOST_SLIDERS || kind?.prior === "learned") {
    return undefined;
  }
  const auto = kind?.prior === "auto";
  return {
    kinds: kind === undefined ? "none" : auto ? "auto" : "number",
    count: kind?.categorical !== undefined && !auto ? kind.categorical : 10,
    most: kind?.categorical !== undefined && auto ? kind.categorical : MOST_FOUND,
    sliders: sliders.length,
    kindName: kind?.name ?? "kind",
    sliderNames: sliders.map((code) => code.name),
  };
}

/** The text for the server. */
export function text({ kinds, count, most, sliders, kindName, sliderNames }: Wanted): string {
  const list = Array.from({ length: sliders }, (_, k) => `${sliderNames[k] ?? `c${k + 1}`}:uniform`);
  const kind = kinds === "none" ? [] : [`${kindName}:${kinds === "auto" ? `auto${most}` : `cat${count}`}`];
  return [...kind, ...list].join(", ");
}

/** What `text` wrote, as plain controls; undefined if they cannot show it. */
export function parsed(given: string): Wanted | undefined {
  const parts = given.split(",").map((part) => part.trim());
  const [, kindName, how, count] = /^([A-Za-z][\w-]*):(cat|auto)(\d{1,5})$/.exec(parts[0] ?? "") ?? [];
  const rest = parts.slice(kindName === undefined ? 0 : 1).filter((part) => part !== "");
  const names = rest.map((part) => /^([A-Za-z][\w-]*):uniform$/.exec(part)?.[1]);
  if (names.some((name) => name === undefined) || names.length > MOST_SLIDERS) {
    return undefined;
  }
  const auto = how === "auto";
  return {
    kinds: kindName === undefined ? "none" : auto ? "auto" : "number",
    count: kindName !== undefined && !auto ? Number(count) : 10,
    most: auto ? Number(count) : MOST_FOUND,
    sliders: names.length,
    kindName: kindName ?? "kind",
    sliderNames: names as string[],
  };
}

/** Any codes as the text for the server. */
export const written = (codes: Code[]): string =>
  codes
    .map((code) => {
      const times = code.size !== undefined && code.size > 1 ? `x${code.size}` : "";
      if (code.categorical !== undefined) {
        const prior = code.prior === "learned" ? ":learned" : "";
        return `${code.name}:${code.prior === "auto" ? "auto" : "cat"}${code.categorical}${prior}`;
      }
      return code.uniform
        ? `${code.name}:uniform(${code.uniform.join(",")})${times}`
        : `${code.name}:normal(${code.normal ?? 1})${times}`;
    })
    .join(", ");
