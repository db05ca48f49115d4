// A chart as an SVG file.

import { colourOf, type Line, number, ticks } from "./curve";

const WIDTH = 760;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 16;
const TOP = 36;
const BOTTOM = 44;
const ROW = 18;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

export interface Shown {
  title: string;
  axis: string;
  /** As they are drawn: the strong lines, and faint ones behind them. */
  lines: Line[];
  faint: Line[];
  log: boolean;
  zoom: [number, number] | undefined;
}

/** A chart with text as text, for papers and slides. */
export function svg({ title, axis, lines, faint, log, zoom }: Shown): string {
  const all = [...faint, ...lines];
  const within = (x: number): boolean => !zoom || (x >= zoom[0] && x <= zoom[1]);
  const xs = all.flatMap((line) => line.x).filter(within);
  const ys = all
    .flatMap((line) =>
      [line.values, line.band?.low ?? [], line.band?.high ?? []].flatMap((values) =>
        values.filter((_, i) => within(line.x[i] as number)),
      ),
    )
    .filter((value): value is number => value !== null && (!log || value > 0));
  const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = (values: number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);
  const [x0, x1] = zoom ?? [least(xs), most(xs)];
  const [low, high] = [least(ys), most(ys)];
  const spare = log ? 0 : (high - low || Math.abs(high) || 1) * 0.05;
  const [y0, y1] = log ? [low, high > low ? high : low * 10] : [low - spare, high + spare];
  const scale = (value: number): number => (log ? Math.log10(value) : value);
  const px = (x: number): number => LEFT + ((x - x0) / (x1 - x0 || 1)) * (WIDTH - LEFT - RIGHT);
  const py = (y: number): number =>
    HEIGHT - BOTTOM - ((scale(y) - scale(y0)) / (scale(y1) - scale(y0))) * (HEIGHT - TOP - BOTTOM);
  const place = (x: number, y: number): string => `${px(x).toFixed(1)},${py(y).toFixed(1)}`;
  const points = (line: Line, values: (number | null)[]): string[] =>
    line.x.flatMap((x, i) => {
      const y = values[i];
      return y === null || y === undefined || (log && y <= 0) || !within(x) ? [] : [place(x, y)];
    });
  const parts: string[] = [];
  for (const tick of ticks(x0, x1, 8)) {
    parts.push(
      `<line x1="${px(tick)}" x2="${px(tick)}" y1="${TOP}" y2="${HEIGHT - BOTTOM}" stroke="#ddd"/>`,
      `<text x="${px(tick)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${number(tick)}</text>`,
    );
  }
  for (const tick of ticks(y0, y1, 6, log)) {
    parts.push(
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${py(tick)}" y2="${py(tick)}" stroke="#ddd"/>`,
      `<text x="${LEFT - 6}" y="${py(tick) + 4}" text-anchor="end">${number(tick)}</text>`,
    );
  }
  lines.forEach((line, k) => {
    if (line.band) {
      const ring = [...points(line, line.band.high), ...points(line, line.band.low).reverse()];
      parts.push(`<polygon points="${ring.join(" ")}" fill="${colourOf(line, k)}" fill-opacity="0.18"/>`);
    }
  });
  const path = (line: Line, k: number, more: string): string =>
    `<polyline points="${points(line, line.values).join(" ")}" fill="none" stroke="${colourOf(line, k)}" ${more}/>`;
  faint.forEach((line, k) => parts.push(path(line, k, 'stroke-opacity="0.25"')));
  lines.forEach((line, k) =>
    parts.push(path(line, k, `stroke-width="1.6"${line.dashed ? ' stroke-dasharray="5 4"' : ""}`)),
  );
  lines.forEach((line, k) => {
    const y = HEIGHT + k * ROW;
    const stroke = colourOf(line, k);
    parts.push(
      `<line x1="${LEFT}" x2="${LEFT + 24}" y1="${y - 4}" y2="${y - 4}" stroke="${stroke}" stroke-width="2"/>`,
      `<text x="${LEFT + 32}" y="${y}">${escaped(line.label)}</text>`,
    );
  });
  const height = HEIGHT + lines.length * ROW;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"`,
    ' font-family="Inter, system-ui, sans-serif" font-size="12" fill="#222">',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14">${escaped(title)}</text>`,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(axis)}</text>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}
