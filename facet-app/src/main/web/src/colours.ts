// Colours of points.

export type Colour = readonly [number, number, number];

/** Tableau's ten, which are told apart on light and dark. */
const KINDS: Colour[] = [
  [78, 121, 167],
  [242, 142, 43],
  [225, 87, 89],
  [118, 183, 178],
  [89, 161, 79],
  [237, 201, 72],
  [176, 122, 161],
  [255, 157, 167],
  [156, 117, 95],
  [186, 176, 172],
];

/** Viridis, of which the darkest part is left out: it is lost on a dark page. */
const SCALE: Colour[] = [
  [72, 76, 150],
  [49, 104, 142],
  [38, 130, 142],
  [53, 183, 121],
  [144, 215, 67],
  [253, 231, 37],
];

export const NOTHING: Colour = [140, 148, 158];

/** The colour of a kind; of more than ten, hues repeat in other lightnesses. */
export function kindColour(k: number): Colour {
  if (k < 0) {
    return NOTHING;
  }
  const [r, g, b] = KINDS[k % KINDS.length] as Colour;
  const round = Math.floor(k / KINDS.length) % 3;
  const by = round === 0 ? 1 : round === 1 ? 0.65 : 1.25;
  return [Math.min(255, r * by), Math.min(255, g * by), Math.min(255, b * by)];
}

/** The colour of a number from 0 to 1. */
export function scaleColour(t: number): Colour {
  const at = Math.max(0, Math.min(1, t)) * (SCALE.length - 1);
  const k = Math.min(SCALE.length - 2, Math.floor(at));
  const [low, high] = [SCALE[k] as Colour, SCALE[k + 1] as Colour];
  const mix = (a: number, b: number) => a + (b - a) * (at - k);
  return [mix(low[0], high[0]), mix(low[1], high[1]), mix(low[2], high[2])];
}

export const css = ([r, g, b]: Colour): string => `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)})`;
