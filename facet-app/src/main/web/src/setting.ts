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
}

/** The values of the codes that are the same in all samples. */
export const held = (setting: Setting): Values =>
  Object.fromEntries(Object.entries(setting.codes).filter(([name]) => !setting.free.includes(name)));
