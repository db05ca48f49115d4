// The codes of a model, their names and their values.

/** A code as in configurations. */
export interface Code {
  name: string;
  categorical?: number;
  /** How often categories are drawn: uniform, learned, or auto, with which some end empty. */
  prior?: string;
  /** The learned shares of categories; without them, all are equal. */
  shares?: number[];
  uniform?: [number, number];
  normal?: number;
  size?: number;
}

/**
 * Names by the id of the code. Categories are given by index: the keys of `categories`, and the numbers in `order`.
 * `ends` are those that people gave the slider, one pair after the other; the last counts, and an empty one stands for
 * the usual ends.
 */
export interface Names {
  [code: string]: { name: string; categories: Record<string, string>; order: number[]; ends?: number[][] };
}

/** Values by the id of the code. A category is its index as a number, which the server never takes for a name. */
export type Values = Record<string, number>;

/** The ends of sliders and sweeps are at −REACH and REACH. */
export const REACH = 2;

/** The model draws nothing farther than this (CodeValues.REACH). */
export const FARTHEST = 8;

export const isCategorical = (code: Code): code is Code & { categorical: number } => code.categorical !== undefined;

/** Whether a category is ever drawn. */
export const isUsed = (code: Code, category: number): boolean => code.shares?.[category] !== 0;

/** The first category that is drawn. */
const first = (code: Code): number => Math.max(0, code.shares?.findIndex((share) => share > 0) ?? 0);

/** Codes that have one slider or one row of buttons. A code of several numbers has none, because it serves as noise. */
export const controls = (codes: Code[]): Code[] => codes.filter((code) => !code.size || code.size === 1);

/** The value at position t of a sweep. From −1 to 1 it spans a uniform prior, or one deviation of a normal one. */
export function at(code: Code, t: number): number {
  if (code.uniform) {
    const [low, high] = code.uniform;
    return (low + high) / 2 + (t * (high - low)) / 2;
  }
  return t * (code.normal ?? 1);
}

/** The position of a value in a sweep. */
export function position(code: Code, value: number): number {
  if (code.uniform) {
    const [low, high] = code.uniform;
    return (2 * value - low - high) / (high - low);
  }
  return value / (code.normal ?? 1);
}

/** Whether people set the ends of a slider. */
export const hasEnds = (code: Code, names: Names): boolean => names[code.name]?.ends?.at(-1)?.length === 2;

/** Where the slider of a code begins and ends, as on the server (CodeNames.ends). */
export function ends(code: Code, names: Names): [number, number] {
  const [low, high] = names[code.name]?.ends?.at(-1) ?? [];
  return low === undefined || high === undefined ? [at(code, -REACH), at(code, REACH)] : [low, high];
}

/** `count` values from one end of a slider to the other. */
export function between([low, high]: [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, k) => low + ((high - low) * k) / (count - 1));
}

/** What training drew of a code; of a normal one, three deviations to each side. */
export const trained = (code: Code): [number, number] => code.uniform ?? [at(code, -3), at(code, 3)];

export const middle = (codes: Code[]): Values =>
  Object.fromEntries(controls(codes).map((code) => [code.name, isCategorical(code) ? first(code) : at(code, 0)]));

/** The number of inputs of the generator. */
export const width = (noise: number, codes: Code[]): number =>
  codes.reduce((sum, code) => sum + (isCategorical(code) ? code.categorical : (code.size ?? 1)), noise);

/** The values of the codes with controls in a row of the generator's input: noise, then the codes in order. */
export function valuesOf(noise: number, codes: Code[], row: number[]): Values {
  const values: Values = {};
  let at = noise;
  for (const code of codes) {
    const count = isCategorical(code) ? code.categorical : (code.size ?? 1);
    const numbers = row.slice(at, at + count);
    at += count;
    if (isCategorical(code)) {
      values[code.name] = numbers.indexOf(Math.max(...numbers));
    } else if (count === 1) {
      values[code.name] = numbers[0] ?? 0;
    }
  }
  return values;
}

/** The name that people gave a code, or its id. */
export const label = (code: Code, names: Names): string => names[code.name]?.name || code.name;

/** Name and id of a code, `slant (c1)`, as on the server (CodeNames.label). */
export function fullLabel(id: string, names: Names): string {
  const name = names[id]?.name;
  return name && name !== id ? `${name} (${id})` : id;
}

/** The name of a statistic with the code's name in it: `nats/slant (c1)`. */
export const statisticLabel = (key: string, names: Names): string => {
  const slash = key.indexOf("/");
  return slash < 0 ? key : key.slice(0, slash + 1) + fullLabel(key.slice(slash + 1), names);
};

/** The name that people gave a category, or an empty text. */
export const categoryName = (code: Code, names: Names, category: number): string =>
  names[code.name]?.categories[String(category)] ?? "";

/** The index of a category, with a `#` if any category is named with a number. */
const index = (code: Code, names: Names, category: number): string =>
  Object.values(names[code.name]?.categories ?? {}).some((name) => /^\d+$/.test(name))
    ? `#${category}`
    : String(category);

/** The name of a category, or its index. */
export const categoryLabel = (code: Code, names: Names, category: number): string =>
  categoryName(code, names, category) || index(code, names, category);

/** Name and index of a category, `zero (#6)`, as on the server (CodeNames.label). */
export function fullCategoryLabel(code: Code, names: Names, category: number): string {
  const name = categoryName(code, names, category);
  return name ? `${name} (#${category})` : index(code, names, category);
}

/** Whether a value is valid for a code: the index of a category, or a finite number. */
export const takes = (code: Code, value: unknown): boolean =>
  typeof value === "number" &&
  Number.isFinite(value) &&
  (!isCategorical(code) || (Number.isInteger(value) && value >= 0 && value < code.categorical && isUsed(code, value)));

/** The categories in use in the order in which they are shown, as on the server (CodeNames.order). */
export const order = (code: Code & { categorical: number }, names: Names): number[] =>
  all(code, names).filter((category) => isUsed(code, category));

/** All categories in that order. */
export function all(code: Code & { categorical: number }, names: Names): number[] {
  const entry = names[code.name];
  if (entry && entry.order.length === code.categorical) {
    return entry.order;
  }
  const indices = Array.from({ length: code.categorical }, (_, k) => k);
  const number = (text: string): number => {
    const digits = /^\d+/.exec(text)?.[0];
    return digits ? Number(digits) : Infinity;
  };
  const named = indices.filter((k) => entry?.categories[String(k)]);
  named.sort((a, b) => {
    const [left, right] = [categoryLabel(code, names, a), categoryLabel(code, names, b)];
    const [l, r] = [number(left), number(right)];
    return l !== r ? (l < r ? -1 : 1) : left < right ? -1 : left > right ? 1 : a - b;
  });
  return [...named, ...indices.filter((k) => !named.includes(k))];
}

/** Width of a picture as a share of its height, by the text of the shape; pictures of sequences are square. */
export function aspect(shape: string): number {
  const [, wide, high] = /^(\d+)×(\d+)/.exec(shape) ?? [];
  return Number(wide) / Number(high) || 1;
}

export const round = (value: number): number => Math.round(value * 1000) / 1000;

export const shown = (value: number): string => round(value).toFixed(2).replace("-", "−");
