// The state of Explore: in its address, so that a link shows the same, and in the browser for the next visit.

import { useEffect, useMemo, useState } from "preact/hooks";
import { type Change, given, put, useMoved, whole } from "./address";
import type * as api from "./api";
import { type Code, controls, FARTHEST, isCategorical, middle, position, round, takes, width } from "./codes";
import type { Pin } from "./pins";
import type { Edited, Setting } from "./setting";
import { keep, recall } from "./use";

/** The number of samples that are shown. */
export const SAMPLES = 64;
export const MOST_NOISE = 1.5;
/** More pins than these are not in the address. */
const MOST_PINS = 12;
/** What stands between the parts of a pin: a sign that addresses need not encode, and that no code has in its name. */
const BETWEEN = "*";
const LONGEST = 40;
const MOST_TOLD = 8;
const NUMBER = /^-?\d{1,16}(\.\d{1,9})?$/;

export interface Explored {
  setting: Setting;
  pins: Pin[];
  /** What the address says and cannot be shown, in words. */
  left: string[];
}

const settingKey = (run: string): string => `setting:${run}`;
const pinsKey = (run: string): string => `pins:${run}`;
const pictureKey = (run: string): string => `picture:${run}`;

/** Has Explore begin with a setting when it is shown next. */
export function begin(run: string, setting: Setting): void {
  keep(settingKey(run), setting);
  if (setting.edited) {
    keep(pictureKey(run), setting.edited);
  }
}

export const fresh = (run: api.Run): Setting => ({ seed: 0, index: 0, codes: middle(run.codes), free: [] });

/** A short text by which an address knows a picture that stays in the browser (FNV-1a of its row). */
function mark({ row }: Edited): string {
  let hash = 0x811c9dc5;
  for (const character of row.join()) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** Whether a checkpoint that is not the newest is there. */
const has = (run: api.Run, checkpoint: string | undefined): boolean =>
  checkpoint === "best" ? run.best !== undefined : run.checkpoints.slice(1).some((step) => String(step) === checkpoint);

/** The step of the checkpoint that a setting shows. */
export const modelOf = (run: api.Run, checkpoint: string | undefined): number =>
  (checkpoint === "best" ? run.best : checkpoint === undefined ? run.checkpoints[0] : Number(checkpoint)) ?? 0;

/** A setting as far as it fits the run: it may be of an earlier run of that name, or of weights that are gone. */
export function fitting(run: api.Run, kept: Setting): Setting {
  const codes = controls(run.codes);
  const fit = codes.flatMap((code) =>
    takes(code, kept.codes?.[code.name]) ? [[code.name, kept.codes[code.name] as number] as const] : [],
  );
  const { checkpoint: _, edited, ...rest } = kept;
  const checkpoint = has(run, kept.checkpoint) ? kept.checkpoint : undefined;
  // A row belongs to the weights that it was found with.
  const valid = edited?.model === modelOf(run, checkpoint) && edited.row?.length === width(run.noise.size, run.codes);
  return {
    ...fresh(run),
    ...rest,
    codes: { ...fresh(run).codes, ...Object.fromEntries(fit) },
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(valid ? { edited } : {}),
  };
}

/** A setting as changes of the address. The seed is always there: so an address without one is a visit, not a link. */
export function told(run: api.Run, setting: Setting, pins: Pin[]): Change {
  const codes = controls(run.codes);
  const usual = middle(run.codes);
  const change: Change = {
    seed: String(setting.seed),
    sample: setting.index === 0 ? undefined : String(setting.index),
    noise: setting.noise === undefined || setting.noise === 1 ? undefined : String(round(setting.noise)),
    checkpoint: setting.checkpoint || undefined,
    free: setting.free.length > 0 ? setting.free.join(BETWEEN) : undefined,
    pad: setting.pad?.join(BETWEEN),
    way: setting.way?.map((pin) => pin + 1).join(BETWEEN),
    picture: setting.edited ? mark(setting.edited) : undefined,
    pin: pins
      .filter((pin) => !pin.row)
      .slice(0, MOST_PINS)
      .map(({ seed, index, noise = 1, codes: values }) =>
        [seed, index, round(noise), ...Object.entries(values).flatMap(([name, value]) => [name, round(value)])].join(
          BETWEEN,
        ),
      ),
  };
  for (const { name } of codes) {
    const value = setting.codes[name] ?? 0;
    change[`code.${name}`] = value === usual[name] ? undefined : String(round(value));
  }
  return change;
}

const quoted = (text: string): string => `“${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}”`;

/** The value of a code in an address; a text says why it is none. */
function valueOf(code: Code, text: string): number | string {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (isCategorical(code)) {
    return takes(code, value) ? value : `${code.name}: there is no category ${quoted(text)} in use`;
  }
  return Math.abs(position(code, value)) <= FARTHEST
    ? value
    : `${code.name}: ${quoted(text)} is nothing that the model can draw`;
}

/** A pin in an address; a text says why it is none. */
function pinOf(run: api.Run, text: string): Pin | string {
  const [seedText = "", indexText = "", noiseText = "", ...rest] = text.split(BETWEEN);
  const [seed, index] = [whole(seedText, Number.MAX_SAFE_INTEGER), whole(indexText, SAMPLES - 1)];
  const noise = NUMBER.test(noiseText) ? Number(noiseText) : -1;
  if (seed === undefined || index === undefined || !(noise >= 0 && noise <= MOST_NOISE)) {
    return `the pin ${quoted(text)}`;
  }
  const codes = middle(run.codes);
  for (let k = 0; k + 1 < rest.length; k += 2) {
    const code = controls(run.codes).find((each) => each.name === rest[k]);
    const value = code && valueOf(code, rest[k + 1] ?? "");
    if (code === undefined || typeof value !== "number") {
      return `the pin ${quoted(text)}, whose ${quoted(rest[k] ?? "")} does not fit`;
    }
    codes[code.name] = value;
  }
  return { seed, index, codes, ...(noise === 1 ? {} : { noise }) };
}

const KEYS = new Set(["seed", "sample", "noise", "checkpoint", "free", "pad", "way", "picture", "pin"]);

/**
 * What the address says; undefined if it says nothing. It may be old, or made by anybody: what does not fit the run is
 * left out and told.
 *
 * @param mine the picture that was edited in this browser, if there is one
 */
export function read(run: api.Run, address: URLSearchParams, mine: Edited | undefined): Explored | undefined {
  if (![...address.keys()].some((key) => KEYS.has(key) || key.startsWith("code."))) {
    return undefined;
  }
  const codes = controls(run.codes);
  const setting = fresh(run);
  const left: string[] = [];
  const one = (key: string, take: (text: string) => boolean, what: string) => {
    const text = address.get(key);
    if (text !== null && !take(text)) {
      left.push(`${key}: ${quoted(text)} is not ${what}`);
    }
  };
  one(
    "seed",
    (text) => {
      const seed = whole(text, Number.MAX_SAFE_INTEGER);
      setting.seed = seed ?? 0;
      return seed !== undefined;
    },
    "a seed",
  );
  one(
    "sample",
    (text) => {
      const index = whole(text, SAMPLES - 1);
      setting.index = index ?? 0;
      return index !== undefined;
    },
    `a sample, 0 to ${SAMPLES - 1}`,
  );
  one(
    "noise",
    (text) => {
      const noise = NUMBER.test(text) ? Number(text) : -1;
      const fits = noise >= 0 && noise <= MOST_NOISE;
      setting.noise = fits ? noise : 1;
      return fits;
    },
    `a factor from 0 to ${MOST_NOISE}`,
  );
  one(
    "checkpoint",
    (text) => {
      if (has(run, text)) {
        setting.checkpoint = text;
      }
      return setting.checkpoint !== undefined || text === String(run.checkpoints[0]);
    },
    "a checkpoint that the run still has",
  );
  for (const [key, text] of address) {
    const code = codes.find(({ name }) => key === `code.${name}`);
    const value = code && valueOf(code, text);
    if (code === undefined) {
      if (!KEYS.has(key)) {
        left.push(key.startsWith("code.") ? `there is no code ${quoted(key.slice(5))}` : quoted(key));
      }
    } else if (typeof value === "number") {
      setting.codes[code.name] = value;
    } else {
      left.push(String(value));
    }
  }
  const ours = (names: string[]): string[] => names.filter((name) => codes.some((code) => code.name === name));
  one(
    "free",
    (text) => {
      const names = text.split(BETWEEN);
      setting.free = [...new Set(ours(names))];
      return ours(names).length === names.length;
    },
    "a list of codes of this run",
  );
  one(
    "pad",
    (text) => {
      const [across = "", down = "", ...more] = text.split(BETWEEN);
      const numbers = codes.filter((code) => !isCategorical(code)).map(({ name }) => name);
      const fits = across !== down && more.length === 0 && numbers.includes(across) && numbers.includes(down);
      if (fits) {
        setting.pad = [across, down];
      }
      return fits;
    },
    "two sliders of this run",
  );
  const pins: Pin[] = [];
  for (const text of address.getAll("pin").slice(0, MOST_PINS)) {
    const pin = pinOf(run, text);
    if (typeof pin === "string") {
      left.push(pin);
    } else {
      pins.push(pin);
    }
  }
  one(
    "way",
    (text) => {
      const [from, to, ...more] = text.split(BETWEEN).map((each) => whole(each, MOST_PINS));
      const fits = from !== undefined && to !== undefined && from > 0 && to > 0 && more.length === 0;
      if (fits) {
        setting.way = [from - 1, to - 1];
      }
      return fits;
    },
    "two pins",
  );
  const picture = address.get("picture");
  if (picture !== null) {
    const known = mine && Array.isArray(mine.row) && mark(mine) === picture;
    if (known && fitting(run, { ...setting, edited: mine }).edited) {
      setting.edited = mine;
    } else {
      left.push(
        "the picture that was edited, because it stays in the browser where it was dropped; " +
          `here is sample ${setting.index}`,
      );
    }
  }
  const more = left.length - MOST_TOLD;
  return { setting, pins, left: more > 0 ? [...left.slice(0, MOST_TOLD), `${more} more`] : left };
}

const same = (a: Pin, b: Pin): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Pins of a link, and after them those that this browser has kept. */
const together = (pins: Pin[], own: Pin[]): Pin[] => [
  ...pins,
  ...own.filter((pin) => !pins.some((one) => same(one, pin))),
];

/** The state of Explore, and functions that change it. */
export function useExplored(run: api.Run): {
  setting: Setting;
  pins: Pin[];
  left: string[];
  set: (change: Partial<Setting>) => void;
  setPins: (pins: Pin[]) => void;
} {
  const look = (): Explored | undefined =>
    read(run, given(), recall<Edited | undefined>(pictureKey(run.id), undefined));
  const [state, setState] = useState<Explored>(() => {
    const own = recall<Pin[]>(pinsKey(run.id), []);
    const found = look();
    return found
      ? { ...found, pins: together(found.pins, own) }
      : { setting: recall(settingKey(run.id), fresh(run)), pins: own, left: [] };
  });
  const setting = useMemo(() => fitting(run, state.setting), [run, state.setting]);
  const { pins, left } = state;
  // At once and not after the next frame: by then, the address may be another one that somebody opened.
  const write = (shown: Setting, all: Pin[]) => {
    // without a prototype, so that every name in an address is only a name
    const change: Change = Object.assign(Object.create(null), told(run, fitting(run, shown), all));
    for (const key of given().keys()) {
      change[key] ??= undefined; // what was left out
    }
    put(change);
  };
  useMoved(() => {
    const found = look();
    // without settings, the view itself was opened again
    const next = found ? { ...found, pins: together(found.pins, pins) } : { setting, pins, left };
    setState(next);
    write(next.setting, next.pins);
  });
  useEffect(() => write(setting, pins), [run]);
  const set = (change: Partial<Setting>) => {
    const next = { ...setting, ...change };
    begin(run.id, next);
    setState({ setting: next, pins, left: [] });
    write(next, pins);
  };
  const setPins = (next: Pin[]) => {
    keep(pinsKey(run.id), next);
    setState({ setting, pins: next, left: [] });
    write(setting, next);
  };
  return { setting, pins, left, set, setPins };
}
