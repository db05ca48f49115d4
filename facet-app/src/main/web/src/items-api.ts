// Requests about the items of a run's data by their codes.

import { ask, json, of, patiently, post } from "./api";
import type { Reading } from "./reading";

/** Whether the items of a run were read, or how far that is. */
export interface ItemsState {
  state: "none" | "reading" | "ready" | "impossible";
  /** The most items that one request may name. */
  most_chosen: number;
  /** Why they cannot be read. */
  reason?: string;
  /** Why the last reading failed. */
  failure?: string;
  done?: number;
  count?: number;
  total?: number;
  step?: number;
  /** Whether there is a newer checkpoint than the one that read them. */
  stale?: boolean;
  /** Changes with what was read. */
  version?: string;
  calibrated?: boolean;
  components?: number;
  given?: number;
  test?: number;
  /** Whether the data is another than the run was trained on. */
  changed?: boolean;
  labels?: string[];
  /** Width of an item's picture, as a share of its height. */
  aspect?: number;
}

/** A picked item. */
export interface Item extends Reading {
  number: number;
  name: string;
  test: boolean;
  held_out: boolean;
  true_label?: string;
  /** The numbers of the items with the most similar features. */
  nearest: number[];
}

/** What people said that items are, by code; the lists have one entry for each item. */
export interface Corrected {
  /** The number of the last change; 0 if there is none to undo. */
  change: number;
  codes: {
    code: string;
    items: number[];
    /** Indices; −1 for a label that no category has. */
    categories: number[];
    labels: string[];
    /** Corrections of items that are not in the data. */
    lost: number;
    compared: number;
    agree: number;
    proposals: { category: number; label: string; count: number; of: number }[];
  }[];
}

/** Corrections as labels for another training. */
export interface Labels {
  file: string;
  rows: number;
  left_out: number;
  command: string;
  table: string;
}

const items = (run: string): string => `${of(run)}/items`;

export const state = (run: string): Promise<ItemsState> => json(items(run));

export const read = async (run: string): Promise<ItemsState> => (await post(`${items(run)}/read`, {})).json();

export const column = (run: string, name: string, code = ""): Promise<Float32Array> =>
  patiently(async () => {
    const of = code ? `&code=${encodeURIComponent(code)}` : "";
    const answer = await ask(`${items(run)}/column?name=${name}${of}`);
    return new Float32Array(await answer.arrayBuffer());
  });

/** Pictures of items. The browser keeps them for a while, for a version of what was read. */
export const sheet = (run: string, version: string, numbers: number[]): Promise<Blob> =>
  patiently(async () => {
    const path = `${items(run)}/sheet?items=${numbers.join(",")}&version=${encodeURIComponent(version)}`;
    return (await ask(path)).blob();
  });

export const item = (run: string, number: number): Promise<Item> =>
  patiently(() => json(`${items(run)}/one/${number}`));

export const search = (run: string, text: string): Promise<{ matches: number; items: number[] }> =>
  json(`${items(run)}/search?text=${encodeURIComponent(text)}`);

export const corrected = (run: string): Promise<Corrected> => json(`${items(run)}/corrections`);

export const correct = async (
  run: string,
  what: { items: number[]; code: string; category?: number; label?: string },
): Promise<Corrected> => (await post(`${items(run)}/corrections`, what)).json();

export const undo = async (run: string): Promise<Corrected> =>
  (await post(`${items(run)}/corrections/undo`, {})).json();

export const labels = async (run: string, code: string): Promise<Labels> =>
  (await post(`${items(run)}/labels`, { code })).json();

export const exported = async (run: string, numbers: number[], format: "csv" | "zip"): Promise<Blob> =>
  patiently(async () => (await post(`${items(run)}/export`, { items: numbers, format })).blob());
