import * as ort from "onnxruntime-web/wasm";
import { type Code, isCategorical, type Names, type Values } from "../src/codes";
import type { Meanings } from "../src/says";
import { Draws } from "./draws";
import type { Pictures } from "./picture";

// The model with its weights and ONNX Runtime's code are scripts beside this page, so that the page works from a
// folder.

interface Description {
  data: string;
  method: string;
  shape: { kind: string; channels: number; height: number; width: number; path?: boolean; masked?: boolean };
  latent: { noise: { size: number; distribution: string }; codes: Code[] };
  names: Names;
  pictures?: Pictures;
}

declare global {
  interface Window {
    FACET_MODEL: { description: Description; meanings?: Meanings; generator: string; recogniser?: string };
    FACET_WASM: string;
  }
}

const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
export const description = window.FACET_MODEL.description;
/** What the codes were found to do, if that was measured before the export. */
export const meanings = window.FACET_MODEL.meanings;
export const { shape, latent } = description;
/** Whether the export has a recogniser. */
export const recognises = window.FACET_MODEL.recogniser !== undefined;
const width = (code: Code): number => code.categorical ?? code.size ?? 1;
const latentWidth = latent.noise.size + latent.codes.reduce((sum, code) => sum + width(code), 0);

/** The category at a place from 0 to 1, if categories lie side by side as wide as their shares (Code.Categorical). */
function category(code: Code & { categorical: number }, place: number): number {
  const shares = code.shares;
  if (!shares) {
    return Math.trunc(place * code.categorical);
  }
  let end = 0;
  let last = 0;
  for (let k = 0; k < shares.length && (end === 0 || place >= end); k++) {
    const share = shares[k] ?? 0;
    if (share > 0) {
      end += share;
      last = k;
    }
  }
  return last;
}

/** Row i of the latent sequence of a seed, with some codes set. */
export function row(seed: bigint, index: number, codes: Values): Float32Array {
  const draws = new Draws(seed, BigInt(index));
  const values = new Float32Array(latentWidth);
  let place = 0;
  for (; place < latent.noise.size; place++) {
    values[place] = latent.noise.distribution === "normal" ? draws.gaussian() : draws.uniform(-1, 1);
  }
  for (const code of latent.codes) {
    const set = codes[code.name];
    if (isCategorical(code)) {
      const drawn = category(code, draws.next());
      values[place + (set ?? drawn)] = 1;
    } else {
      for (let k = 0; k < width(code); k++) {
        const drawn = code.uniform
          ? draws.uniform(code.uniform[0], code.uniform[1])
          : (code.normal ?? 1) * draws.gaussian();
        values[place + k] = set ?? drawn;
      }
    }
    place += width(code);
  }
  return values;
}

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmBinary = bytes(window.FACET_WASM).buffer as ArrayBuffer;

const open = (model: string): Promise<ort.InferenceSession> => ort.InferenceSession.create(bytes(model));

const generator = open(window.FACET_MODEL.generator);
let recogniser: Promise<ort.InferenceSession> | undefined;

/** Number of values of an item. */
export const size = shape.channels * shape.height * shape.width;

/** Generates items from latent rows; the values of one item follow those of another. */
export async function generate(rows: Float32Array[]): Promise<Float32Array> {
  const flat = new Float32Array(rows.length * latentWidth);
  rows.forEach((values, i) => flat.set(values, i * latentWidth));
  const made = await (await generator).run({ latent: new ort.Tensor("float32", flat, [rows.length, latentWidth]) });
  return made[shape.kind]?.data as Float32Array;
}

/** The recogniser's outputs for one picture, by name. */
export async function recognise(picture: Float32Array): Promise<Record<string, Float32Array>> {
  // After the generator, because ONNX Runtime must be initialised only once.
  await generator;
  recogniser ??= open(window.FACET_MODEL.recogniser ?? "");
  const image = new ort.Tensor("float32", picture, [1, shape.channels, shape.height, shape.width]);
  const said = await (await recogniser).run({ [shape.kind]: image });
  return Object.fromEntries(Object.entries(said).map(([name, tensor]) => [name, tensor.data as Float32Array]));
}
