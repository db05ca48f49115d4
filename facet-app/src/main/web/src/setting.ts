import type { Values } from "./codes";

/** The controls of the Explore view. */
export interface Setting {
  /** Seed of the noise. */
  seed: number;
  /** Index of the sample that is enlarged. */
  index: number;
  codes: Values;
  /** Ids of codes that each sample draws for itself. */
  free: string[];
  /** Factor of the noise; 1 if it is not there. */
  noise?: number;
  /** The checkpoint that is shown, best or a step; without it, the newest. */
  checkpoint?: string;
  /** The picture that is being edited, in place of the enlarged sample. */
  edited?: Edited;
  /** The sliders across and down that are moved together. */
  pad?: [string, string];
  /** The places of the two pins between which images are drawn. */
  way?: [number, number];
}

/** A picture of a person's, as the generator makes it again. */
export interface Edited {
  name: string;
  /** The picture as the recogniser saw it, as a data address. */
  seen: string;
  /** The generator's input that was found for it. */
  row: number[];
  /** The checkpoint that it was found with. */
  model: number;
}

/** Where noise, and codes that are not given, come from in requests: a row, if a picture is being edited. */
export const base = ({ edited, noise }: { edited?: Edited; noise?: number }): { row?: number[]; noise?: number } => ({
  ...(edited && { row: edited.row }),
  ...(noise !== undefined && noise !== 1 && { noise }),
});

/** The values of the codes that are the same in all samples. */
export const held = (setting: Setting): Values =>
  Object.fromEntries(Object.entries(setting.codes).filter(([name]) => !setting.free.includes(name)));
