// Requests to the server, and the types of its answers.

import type { Code, Names, Values } from "./codes";
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
  /** The step of the checkpoint whose samples were nearest to the data, if there is one. */
  best?: number;
  /** The checkpoint that this page shows, best or a step; without it, the newest. */
  shown?: string;
  /** Whether it ended before its last step because its minutes were over. */
  time_over: boolean;
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

/** A run in the table of runs. */
export interface Row extends Brief {
  /** The same for runs that differ only in their seeds. */
  group: number;
  /** What was measured, by name; and the seconds of training. */
  figures: Record<string, number>;
  tags: string[];
  note: string;
  remarks_missing?: string;
}

/** What `facet evaluate` found; all of it may be missing. */
export interface Figures {
  data?: string;
  images?: number;
  held_out?: boolean;
  /** The step of the weights that were measured; older measurements do not say. */
  step?: number;
  clustering?: { code: string; accuracy: number; nmi: number; ari: number; purity: number; covered: number };
  accuracy_interval?: [number, number];
  conditional_accuracy?: number;
  mutual_information?: { code: string; nats: number; max_nats: number }[];
  factors?: { code: string; factor: string; spearman: number; mutual_information: number }[];
  within_classes?: { code: string; factor: string; mean: number }[];
  nearest_training_ratio?: number;
  reconstruction?: { items: number; error: number; of_mean: number };
  disentanglement?: Record<string, unknown>;
  quality?: Record<string, unknown>;
  unmeasured?: Record<string, string>;
  pictures?: string[];
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

/** Where the data of a new run is: below the server's folder, a set with a name, an upload, or that of a run. */
export type Place = { path: string } | { set: string } | { upload: string } | { run: string };

/** What a new run is asked for with. */
export interface Asked {
  data?: Place;
  preset?: string;
  like?: string;
  from?: string;
  codes?: string;
  minutes?: number;
  steps?: number;
  seed?: number;
  settings?: string[];
}

export interface Upload {
  id: string;
  name: string;
  files: number;
  bytes: number;
}

/** What data may be chosen. Without `starts` there is only the reason why no runs are started here. */
export interface Choices {
  starts: boolean;
  reason?: string;
  root: string | null;
  sets: { name: string; what: string }[];
  presets: string[];
  uploads: Upload[];
  upload_bytes: number;
  upload_room: number;
}

export interface Listing {
  path: string;
  entries: { name: string; kind: "folder" | "file"; bytes?: number }[];
  /** Number of entries that are not listed. */
  more: number;
}

/** What would be read of data, and the settings that suit it. */
export interface Inspection extends DataDescription {
  held_out: number;
  /** Some items as a data URL. */
  pictures: string;
  preset?: string;
  minutes?: number;
  minutes_text?: string;
  codes: Code[];
  steps: number;
}

/** What a new run would be. */
export interface Plan {
  label: string;
  command: string;
  method: string;
  steps: number;
  minutes: number;
  seed: number;
  codes: Code[];
  estimate?: { steps: number; minutes: number; seconds_per_step: number; notices: string[] };
  /** Runs that were trained while steps were timed. */
  beside?: string[];
}

/** A place in the queue of new runs. */
export interface Waiting {
  id: number;
  state: "waiting" | "kept" | "starting" | "begun" | "failed";
  label: string;
  command: string;
  added: string;
  asked: Asked;
  run?: string;
  failure?: string;
  output?: string;
}

/** An error answer, with the server's message, and the field of the request that is wrong. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly field = "",
  ) {
    super(message);
  }
}

export async function ask(path: string, init?: RequestInit): Promise<Response> {
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
  let field = "";
  try {
    const said = (await response.json()) as { error?: string; field?: string };
    message = said.error ?? message;
    field = said.field ?? "";
  } catch {
    // Not JSON: the status is all there is.
  }
  throw new Failure(response.status, message, field);
}

export const json = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>;

export const post = (path: string, body: unknown): Promise<Response> =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const of = (run: string): string => `api/runs/${encodeURIComponent(run)}`;

export const runs = (): Promise<Brief[]> => json("api/runs");
export const run = (id: string): Promise<Run> => json(of(id));
export const stats = (id: string): Promise<Stats> => json(`${of(id)}/stats`);
export const log = async (id: string): Promise<string> => (await ask(`${of(id)}/log`)).text();
export const data = (id: string): Promise<DataDescription> => json(`${of(id)}/data`);
export const compare = (ids: string[]): Promise<Record<string, string[]>> =>
  json(`api/compare?runs=${ids.map(encodeURIComponent).join(",")}`);
export const table = (): Promise<Row[]> => json("api/table");
export const figures = (id: string): Promise<Figures> => json(`${of(id)}/figures`);
export const remark = async (id: string, remarks: { tags?: string[]; note?: string }): Promise<Response> =>
  ask(`${of(id)}/remarks`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(remarks),
  });
export const snapshot = (id: string, name: string): string => `${of(id)}/snapshots/${encodeURIComponent(name)}`;
/** The snapshots of a training as an animated GIF. */
export const film = (id: string, kind: string): Promise<Blob> =>
  patiently(async () => (await ask(`${of(id)}/film?of=${kind}`)).blob());
/** The model for other programs, with a page, as a ZIP archive. */
export const exported = ({ id, shown }: { id: string; shown?: string }): Promise<Blob> =>
  patiently(async () =>
    (await ask(`${of(id)}/export${shown ? `?checkpoint=${encodeURIComponent(shown)}` : ""}`)).blob(),
  );
export const dataImages = (id: string, indices: number[]): string =>
  `${of(id)}/data/images?indices=${indices.join(",")}`;
export const events = (id: string, after: number): EventSource => new EventSource(`${of(id)}/events?after=${after}`);

/** While the server is busy, the request is repeated. */
export async function patiently<T>(request: () => Promise<T>, most = 4): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await request();
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.status !== 429 || attempt === most) {
        throw failure;
      }
      await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** Math.min(attempt, 4)));
    }
  }
}

/** A picture that the server makes, with the checkpoint of the run that is shown. */
export const picture = (
  { id, shown }: { id: string; shown?: string },
  what: "generate" | "traverse" | "interpolate",
  body: object,
): Promise<Blob> =>
  patiently(async () => (await post(`${of(id)}/${what}`, shown ? { ...body, checkpoint: shown } : body)).blob());

/** A film of a code that moves, of one sample or of all categories. */
export const sweep = (
  { id, shown }: { id: string; shown?: string },
  code: string,
  film: "sample" | "categories",
  { seed, index, noise, codes }: { seed: number; index: number; noise?: number; codes: Values },
): Promise<Blob> => {
  const others = Object.entries(codes).filter(([name]) => name !== code);
  const query = new URLSearchParams({ code, of: film, seed: String(seed), index: String(index) });
  if (noise !== undefined) {
    query.set("noise", noise.toFixed(3));
  }
  if (others.length > 0) {
    query.set("codes", others.map(([name, value]) => `${name}=${decimal(value)}`).join());
  }
  if (shown) {
    query.set("checkpoint", shown);
  }
  return patiently(async () => (await ask(`${of(id)}/sweep?${query}`)).blob());
};

/** A number without an exponent. */
const decimal = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(6));

/** What each code was found to do. The first answer for a checkpoint takes seconds. */
export const meanings = (id: string): Promise<Meanings> => patiently(() => json(`${of(id)}/meanings`));

/** Reads a picture; with `search` steps, codes and noise that make it again are searched, too. */
export const encodeFile = async (id: string, file: File, search = 0): Promise<Reading> =>
  (
    await ask(`${of(id)}/encode?search=${search}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-Facet-Name": encodeURIComponent(file.name) },
      body: file,
    })
  ).json() as Promise<Reading>;

export const encodeItem = async (id: string, index: number, search = 0): Promise<Reading> =>
  (await post(`${of(id)}/encode?search=${search}`, { index })).json() as Promise<Reading>;

export const rename = async (id: string, names: unknown): Promise<Names> =>
  (
    await ask(`${of(id)}/names`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(names),
    })
  ).json() as Promise<Names>;

/** Sets where a slider begins or ends; with neither, it gets the usual ends. */
export const setEnds = (id: string, code: string, change: { low?: number; high?: number }): Promise<Response> =>
  post(`${of(id)}/ends`, { code, ...change });
export const undoEnds = (id: string, code: string): Promise<Response> => post(`${of(id)}/ends/undo`, { code });

export const stop = (id: string): Promise<Response> => post(`${of(id)}/stop`, {});
export const resume = (id: string, how: { steps?: number; minutes?: number }): Promise<Response> =>
  post(`${of(id)}/resume`, how);
/** Trains a new run from the weights of this one. */
export const further = (id: string, steps: number): Promise<Response> => post(`${of(id)}/further`, { steps });

export const choices = (): Promise<Choices> => json("api/data");
export const files = (path: string): Promise<Listing> => json(`api/data/files?path=${encodeURIComponent(path)}`);

/** The server answers within a minute, and says then that it still reads or measures. */
const LONG = 60;

/** What would be read of data. */
export const inspect = (asked: Asked): Promise<Inspection> =>
  patiently(async () => (await post("api/inspect", asked)).json() as Promise<Inspection>, LONG);

/** What a new run would be. Measuring takes seconds. */
export const plan = (asked: Asked, measure = false): Promise<Plan> =>
  patiently(async () => (await post(`api/plan${measure ? "?measure=true" : ""}`, asked)).json() as Promise<Plan>, LONG);

export const start = async (asked: Asked): Promise<Waiting> => (await post("api/runs", asked)).json();
export const queue = (): Promise<Waiting[]> => json("api/queue");
export const waiting = (id: string): Promise<Waiting> => json(`api/queue/${encodeURIComponent(id)}`);
export const release = (id: number): Promise<Response> => post(`api/queue/${id}/release`, {});
export const takeBack = (id: number): Promise<Response> => ask(`api/queue/${id}`, { method: "DELETE" });

/** What a run like this one is asked for with. */
export const request = (id: string): Promise<Asked> => json(`${of(id)}/request`);

export const beginUpload = async (name: string): Promise<Upload> =>
  (await post("api/uploads", { name })).json() as Promise<Upload>;

export const sendFile = (upload: string, name: string, file: File): Promise<Response> =>
  patiently(() =>
    ask(`api/uploads/${encodeURIComponent(upload)}/files?name=${encodeURIComponent(name)}`, {
      method: "PUT",
      headers: { "Content-Type": "application/octet-stream" },
      body: file,
    }),
  );

export const removeUpload = (id: string): Promise<Response> =>
  ask(`api/uploads/${encodeURIComponent(id)}`, { method: "DELETE" });
