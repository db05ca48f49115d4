import type { Code, Names, Values } from "./api";

// What can be said of codes without asking anybody.

export const isCategorical = (code: Code): code is Code & { categorical: number } => code.categorical !== undefined;

/** Codes that have one slider or one row of buttons; those of several numbers stand for noise. */
export const controls = (codes: Code[]): Code[] => codes.filter((code) => !code.size || code.size === 1);

/** The value at position t of a sweep, where −1 … 1 is what training drew. */
export function at(code: Code, t: number): number {
  if (code.uniform) {
    const [low, high] = code.uniform;
    return (low + high) / 2 + (t * (high - low)) / 2;
  }
  return t * (code.normal ?? 1);
}

/** The position of a value. */
export function position(code: Code, value: number): number {
  if (code.uniform) {
    const [low, high] = code.uniform;
    return (2 * value - low - high) / (high - low);
  }
  return value / (code.normal ?? 1);
}

export const middle = (codes: Code[]): Values =>
  Object.fromEntries(controls(codes).map((code) => [code.name, isCategorical(code) ? 0 : at(code, 0)]));

export const label = (code: Code, names: Names): string => names[code.name]?.name || code.name;

export const categoryLabel = (code: Code, names: Names, category: number): string =>
  names[code.name]?.categories[String(category)] ?? String(category);

/** The categories in the order in which they are to be seen: as on the server (CodeNames.order). */
export function order(code: Code & { categorical: number }, names: Names): number[] {
  const entry = names[code.name];
  if (entry && entry.order.length === code.categorical) {
    return entry.order;
  }
  const all = Array.from({ length: code.categorical }, (_, k) => k);
  const number = (text: string): number => {
    const digits = /^\d+/.exec(text)?.[0];
    return digits ? Number(digits) : Infinity;
  };
  const named = all.filter((k) => entry?.categories[String(k)]);
  named.sort((a, b) => {
    const [left, right] = [categoryLabel(code, names, a), categoryLabel(code, names, b)];
    const [l, r] = [number(left), number(right)];
    return l !== r ? (l < r ? -1 : 1) : left < right ? -1 : left > right ? 1 : a - b;
  });
  return [...named, ...all.filter((k) => !named.includes(k))];
}

export const round = (value: number): number => Math.round(value * 1000) / 1000;

export const shown = (value: number): string => round(value).toFixed(2).replace("-", "−");
