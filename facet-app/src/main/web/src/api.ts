// Requests to the server, and the types of its answers.

import type { Code, Names } from "./codes";
import type { Reading as Read } from "./reading";
import type { Meanings } from "./says";

export type State = "starting" | "training" | "done" | "stopped" | "died" | "damaged";

export interface Brief {
  id: string;
  method: string;
  data: string;
  shape: string;
  kind: "images" | "sequences";
  seed: number;
  step: number;
  steps: number;
  /** Limit of the training time in minutes; 0 for none. */
  minutes: number;
  schedule: string;
  state: State;
  recognises: boolean;
  /** Why the last training of this run that was started here failed. */
  failure?: string;
  error?: string;
}

export interface Run extends Brief {
  path: string;
  config: string;
  names: Names;
  /** Why there are no names, if their file is damaged. */
  names_missing?: string;
  codes: Code[];
  noise: { size: number; distribution: string };
  snapshots: string[];
  checkpoints: number[];
  /** What the last checkup of the training found wrong, one or two sentences each. */
  health: string[];
  /** Which labels of the data the method trains on. */
  labels_used: "all" | "some" | "none";
}

export interface Stats {
  /** Number of damaged lines in the file, which are left out. */
  dropped: number;
  step: number[];
  values: Record<string, (number | null)[]>;
}

/** A reading with the indices of the items of the data that have the most similar codes. */
export interface Reading extends Read {
  neighbours: number[];
  neighbours_missing?: string;
}

export interface DataDescription {
  name: string;
  count: number;
  kind: string;
  shape: string;
  fingerprint: string;
  remark: string;
  left_out?: { kind: string; count: number; reason: string; examples: string[] }[];
  skipped?: { path: string; reason: string }[];
  skipped_count?: number;
  labels?: { name: string; count: number }[];
  factors?: { name: string; least: number; most: number; period: number }[];
}

/** An error answer, with the server's message. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function ask(path: string, init?: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch {
    throw new Failure(0, "the server does not answer; it may have been stopped");
  }
  if (response.ok) {
    return response;
  }
  let message = `status ${response.status}`;
  try {
    message = ((await response.json()) as { error: string }).error ?? message;
  } catch {
    // Not JSON: the status is all there is.
  }
  throw new Failure(response.status, message);
}

const json = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>;

const post = (path: string, body: unknown): Promise<Response> =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const of = (run: string): string => `api/runs/${encodeURIComponent(run)}`;

export const runs = (): Promise<Brief[]> => json("api/runs");
export const run = (id: string): Promise<Run> => json(of(id));
export const stats = (id: string): Promise<Stats> => json(`${of(id)}/stats`);
export const log = async (id: string): Promise<string> => (await ask(`${of(id)}/log`)).text();
export const data = (id: string): Promise<DataDescription> => json(`${of(id)}/data`);
export const compare = (ids: string[]): Promise<Record<string, string[]>> =>
  json(`api/compare?runs=${ids.map(encodeURIComponent).join(",")}`);
export const snapshot = (id: string, name: string): string => `${of(id)}/snapshots/${encodeURIComponent(name)}`;
export const dataImages = (id: string, indices: number[]): string =>
  `${of(id)}/data/images?indices=${indices.join(",")}`;
export const events = (id: string, after: number): EventSource => new EventSource(`${of(id)}/events?after=${after}`);

/** While the server is busy, the request is repeated. */
async function patiently<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.status !== 429 || attempt === 4) {
        throw failure;
      }
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt));
    }
  }
}

/** A picture that the server makes. */
export const picture = (
  id: string,
  what: "generate" | "traverse" | "interpolate",
  body: unknown,
): Promise<Blob> => patiently(async () => (await post(`${of(id)}/${what}`, body)).blob());

/** What each code was found to do. The first answer for a checkpoint takes seconds. */
export const meanings = (id: string): Promise<Meanings> => patiently(() => json(`${of(id)}/meanings`));

export const encodeFile = async (id: string, file: File): Promise<Reading> =>
  (
    await ask(`${of(id)}/encode`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-Facet-Name": encodeURIComponent(file.name) },
      body: file,
    })
  ).json() as Promise<Reading>;

export const encodeItem = async (id: string, index: number): Promise<Reading> =>
  (await post(`${of(id)}/encode`, { index })).json() as Promise<Reading>;

export const rename = async (id: string, names: unknown): Promise<Names> =>
  (
    await ask(`${of(id)}/names`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(names),
    })
  ).json() as Promise<Names>;

export const stop = (id: string): Promise<Response> => post(`${of(id)}/stop`, {});
export const resume = (id: string, how: { steps?: number; minutes?: number }): Promise<Response> =>
  post(`${of(id)}/resume`, how);
/** Trains a new run from the weights of this one. */
export const further = (id: string, steps: number): Promise<Response> => post(`${of(id)}/further`, { steps });
