// Lines of charts: smoothing, averages over runs, numbers, and files of them.

/** A line; without a value at a place it goes on to the next one. */
export interface Line {
  label: string;
  x: number[];
  values: (number | null)[];
  dashed?: boolean;
  /** The least and the greatest of the runs that the line is the mean of. */
  band?: { low: (number | null)[]; high: (number | null)[] };
  colour?: string;
}

/** As in dev.facet.explore.Palette. */
export const COLOURS = ["#169fcb", "#589c07", "#8542ea", "#b3435e", "#b98961", "#c21c94", "#637425", "#7656c8"];

export const colourOf = (line: Line, k: number): string => line.colour ?? (COLOURS[k % COLOURS.length] as string);

/**
 * The exponential moving average of the values before each one, with weight `weight` for what was before. It begins at
 * the first value, not at 0 (the correction of Kingma and Ba 2015).
 */
export function smoothed(values: (number | null)[], weight: number): (number | null)[] {
  if (weight === 0) {
    return values;
  }
  let sum = 0;
  let norm = 0;
  return values.map((value) => {
    if (value === null) {
      return null;
    }
    sum = weight * sum + (1 - weight) * value;
    norm = weight * norm + (1 - weight);
    return sum / norm;
  });
}

/** The value of a line at x, between two points in proportion; undefined beyond its ends. */
function valueAt(line: Line, x: number): number | undefined {
  let before = -1;
  for (let i = 0; i < line.x.length; i++) {
    const at = line.x[i] as number;
    const value = line.values[i];
    if (value === null || value === undefined) {
      continue;
    }
    if (at === x) {
      return value;
    }
    if (at > x) {
      if (before < 0) {
        return undefined;
      }
      const share = (x - (line.x[before] as number)) / (at - (line.x[before] as number));
      return (line.values[before] as number) * (1 - share) + value * share;
    }
    before = i;
  }
  return undefined;
}

/** The mean of lines, with the band from the least to the greatest. Where a line has ended, the others go on. */
export function mean(label: string, lines: Line[]): Line {
  // at most as many places as the longest line has
  const longest = lines.reduce((most, line) => (line.x.length > most.x.length ? line : most));
  const values: (number | null)[] = [];
  const low: (number | null)[] = [];
  const high: (number | null)[] = [];
  for (const x of longest.x) {
    const all = lines.map((line) => valueAt(line, x)).filter((value) => value !== undefined);
    values.push(all.length ? all.reduce((sum, value) => sum + value, 0) / all.length : null);
    low.push(all.length ? Math.min(...all) : null);
    high.push(all.length ? Math.max(...all) : null);
  }
  return { label, x: longest.x, values, band: { low, high } };
}

/** A number with the digits that a reader needs. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e7)) {
    return value.toExponential(1).replace("-", "−");
  }
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toLocaleString("en", { maximumFractionDigits: digits }).replace("-", "−");
}

const field = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A table of lines as CSV: a row for each place, a column for each line, as measured. */
export function csv(axis: string, lines: Line[]): string {
  const places = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
  const columns = lines.flatMap((line) => [
    { label: line.label, at: new Map(line.x.map((x, i) => [x, line.values[i]])) },
    ...(line.band
      ? [
          { label: `${line.label} least`, at: new Map(line.x.map((x, i) => [x, line.band?.low[i]])) },
          { label: `${line.label} most`, at: new Map(line.x.map((x, i) => [x, line.band?.high[i]])) },
        ]
      : []),
  ]);
  const rows = places.map((x) => [String(x), ...columns.map((column) => String(column.at.get(x) ?? ""))].join(","));
  return [[axis, ...columns.map((column) => column.label)].map(field).join(","), ...rows].join("\n") + "\n";
}

/** Round numbers from `low` to `high`; over more than a decade of a logarithmic axis 1, 2 and 5 times powers of ten. */
export function ticks(low: number, high: number, count: number, log = false): number[] {
  if (!(high > low)) {
    return [low];
  }
  const decades = log ? Math.log10(high / low) : 0;
  if (decades >= 1) {
    const all: number[] = [];
    const within = decades > count ? [1] : decades > count / 2 ? [1, 3] : [1, 2, 5];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      all.push(...within.map((digit) => digit * 10 ** power));
    }
    return all.filter((tick) => tick >= low && tick <= high);
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((digit) => digit * power >= rough) ?? 10);
  const all: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high + step * 1e-9; k++) {
    all.push(Number((k * step).toPrecision(12)));
  }
  return all;
}
