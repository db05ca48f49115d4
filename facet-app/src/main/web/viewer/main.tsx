import * as ort from "onnxruntime-web/wasm";
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "../src/style.css";
import type { Code, Names, Values } from "../src/api";
import { at, categoryLabel, controls, isCategorical, label, middle, order, round, shown } from "../src/codes";
import { Slider } from "../src/slider";
import { Draws } from "./draws";

// The model, its weights included, and the code of ONNX Runtime lie beside this page in scripts, so that it works from a folder, too.

interface Description {
  data: string;
  method: string;
  shape: { kind: string; channels: number; height: number; width: number; path?: boolean };
  latent: { noise: { size: number; distribution: string }; codes: Code[] };
  names: Names;
}

declare global {
  interface Window {
    FACET_MODEL: { description: Description; generator: string };
    FACET_WASM: string;
    /** For tests: what the generator makes of latent rows. */
    facetGenerate?: (rows: number[][]) => Promise<number[]>;
  }
}

const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
const description = window.FACET_MODEL.description;
const { shape, latent } = description;
const ROWS = 6;
const REACH = 2;
const width = (code: Code): number => code.categorical ?? code.size ?? 1;
const latentWidth = latent.noise.size + latent.codes.reduce((sum, code) => sum + width(code), 0);

/** Row i of what a seed stands for, with some codes set. */
function row(seed: bigint, index: number, codes: Values): Float32Array {
  const draws = new Draws(seed, BigInt(index));
  const values = new Float32Array(latentWidth);
  let place = 0;
  for (; place < latent.noise.size; place++) {
    values[place] = latent.noise.distribution === "normal" ? draws.gaussian() : draws.uniform(-1, 1);
  }
  for (const code of latent.codes) {
    const set = codes[code.name];
    if (isCategorical(code)) {
      const drawn = Math.trunc(draws.next() * code.categorical);
      values[place + (set ?? drawn)] = 1;
    } else {
      for (let k = 0; k < width(code); k++) {
        const drawn = code.uniform ? draws.uniform(code.uniform[0], code.uniform[1]) : (code.normal ?? 1) * draws.gaussian();
        values[place + k] = set ?? drawn;
      }
    }
    place += width(code);
  }
  return values;
}

async function open(): Promise<ort.InferenceSession> {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = bytes(window.FACET_WASM).buffer as ArrayBuffer;
  return ort.InferenceSession.create(bytes(window.FACET_MODEL.generator));
}

const session = open();
const size = shape.channels * shape.height * shape.width;

async function generate(rows: Float32Array[]): Promise<Float32Array> {
  const flat = new Float32Array(rows.length * latentWidth);
  rows.forEach((values, i) => flat.set(values, i * latentWidth));
  const made = await (await session).run({ latent: new ort.Tensor("float32", flat, [rows.length, latentWidth]) });
  return made[shape.kind]?.data as Float32Array;
}
window.facetGenerate = async (rows) => Array.from(await generate(rows.map((values) => Float32Array.from(values))));

/** Item i on a canvas. */
function draw(canvas: HTMLCanvasElement, items: Float32Array, i: number): void {
  const context = canvas.getContext("2d");
  if (!context) {
    return;
  }
  const item = items.subarray(i * size, (i + 1) * size);
  if (shape.kind === "images") {
    canvas.width = shape.width;
    canvas.height = shape.height;
    const picture = context.createImageData(shape.width, shape.height);
    const plane = shape.width * shape.height;
    for (let p = 0; p < plane; p++) {
      for (let c = 0; c < 3; c++) {
        picture.data[4 * p + c] = Math.round(255 * Math.min(1, Math.max(0, item[shape.channels === 1 ? p : c * plane + p] ?? 0)));
      }
      picture.data[4 * p + 3] = 255;
    }
    context.putImageData(picture, 0, 0);
    return;
  }
  canvas.width = canvas.height = 120;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, 120, 120);
  const lines = shape.path ? [walk(item)] : Array.from({ length: shape.channels }, (_, c) => curve(item, c));
  for (const line of lines) {
    const xs = line.map(([x]) => x);
    const ys = line.map(([, y]) => y);
    const scale = 100 / Math.max(1e-9, shape.path ? Math.max(spread(xs), spread(ys)) : spread(xs));
    const down = shape.path ? scale : 100 / Math.max(1e-9, spread(ys));
    context.beginPath();
    line.forEach(([x, y]) => context.lineTo(10 + (x - Math.min(...xs)) * scale, 110 - (y - Math.min(...ys)) * down));
    context.stroke();
  }
}

const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);

function walk(item: Float32Array): [number, number][] {
  let [x, y] = [0, 0];
  return Array.from({ length: shape.width }, (_, t) => {
    x += item[t] ?? 0;
    y += item[shape.width + t] ?? 0;
    return [x, y];
  });
}

const curve = (item: Float32Array, channel: number): [number, number][] =>
  Array.from({ length: shape.width }, (_, t) => [t, item[channel * shape.width + t] ?? 0]);

function Item({ items, index, label: text }: { items: Float32Array | undefined; index: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (items && canvas.current) {
      draw(canvas.current, items, index);
    }
  }, [items, index]);
  return <canvas ref={canvas} class="canvas" role="img" aria-label={text} />;
}

function Viewer() {
  const codes = controls(latent.codes);
  const [values, setValues] = useState<Values>(middle(latent.codes));
  const [seed, setSeed] = useState(0);
  const [items, setItems] = useState<Float32Array>();
  const [categories, setCategories] = useState<Float32Array>();
  const [failure, setFailure] = useState("");
  const wanted = useRef(0);
  const first = codes.find(isCategorical);
  const shownCategories = first ? order(first, description.names).slice(0, 64) : [];
  useEffect(() => {
    const mine = ++wanted.current;
    const make = async () => {
      try {
        const rows = Array.from({ length: ROWS * ROWS }, (_, i) => row(BigInt(seed), i, values));
        const made = await generate(rows);
        const each = first ? await generate(shownCategories.map((k) => row(BigInt(seed), 0, { ...values, [first.name]: k }))) : undefined;
        if (mine === wanted.current) {
          setItems(made);
          setCategories(each);
        }
      } catch (problem) {
        setFailure(`the model cannot be run here: ${(problem as Error).message}`);
      }
    };
    void make();
  }, [values, seed]);
  return (
    <>
      <header>
        <h1>
          <span class="mark" aria-hidden="true" />
          {description.data}, {description.method}
        </h1>
        <p class="state" role="status">
          {items ? "runs in this page; nothing is sent anywhere" : failure || "starting…"}
        </p>
      </header>
      <main class="explore">
        <section class="codes" aria-label="codes">
          {codes.map((code) => (
            <fieldset class="code" key={code.name}>
              <legend>{label(code, description.names)}</legend>
              {isCategorical(code) ? (
                <div class="categories">
                  {order(code, description.names)
                    .slice(0, 64)
                    .map((category, k) => (
                      <button
                        key={category}
                        type="button"
                        class="choice"
                        aria-pressed={values[code.name] === category}
                        onClick={() => setValues({ ...values, [code.name]: category })}
                      >
                        {code === first && <Item items={categories} index={k} label="" />}
                        <span>{categoryLabel(code, description.names, category)}</span>
                      </button>
                    ))}
                </div>
              ) : (
                <div class="slide">
                  <Slider
                    label={label(code, description.names)}
                    least={at(code, -REACH)}
                    most={at(code, REACH)}
                    step={(at(code, REACH) - at(code, -REACH)) / 200}
                    value={values[code.name] ?? 0}
                    slide={(to) => setValues({ ...values, [code.name]: round(to) })}
                  />
                  <output>{shown(values[code.name] ?? 0)}</output>
                </div>
              )}
            </fieldset>
          ))}
        </section>
        <section class="view" aria-label="samples">
          <div class="bar">
            <label>
              noise seed{" "}
              <input
                type="number"
                class="seed"
                min={0}
                value={seed}
                onInput={(event) => {
                  const given = Number(event.currentTarget.value);
                  if (Number.isSafeInteger(given)) {
                    setSeed(given);
                  }
                }}
              />
            </label>
            <button type="button" onClick={() => setSeed(Math.floor(Math.random() * 1e6))}>
              Resample
            </button>
            <button type="button" onClick={() => setValues(middle(latent.codes))}>
              Reset
            </button>
          </div>
          <div class="viewer-grid" id="samples">
            {Array.from({ length: ROWS * ROWS }, (_, i) => (
              <Item key={i} items={items} index={i} label={`sample ${i}`} />
            ))}
          </div>
        </section>
      </main>
    </>
  );
}

const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(<Viewer />, root);
}
