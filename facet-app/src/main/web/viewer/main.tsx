import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import "../src/style.css";
import {
  categoryLabel,
  controls,
  isCategorical,
  label,
  middle,
  order,
  round,
  shown,
  type Values,
} from "../src/codes";
import { EndedSlider } from "../src/ended-slider";
import { Says } from "../src/says";
import { Seed } from "../src/seed";
import { draw } from "./canvas";
import { description, generate, latent, meanings, recognises, row, shape } from "./model";
import { Recognise } from "./recognise";

const ROWS = 6;

function Item({ items, index, label: text }: { items: Float32Array | undefined; index: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (items && canvas.current) {
      draw(canvas.current, items, index);
    }
  }, [items, index]);
  return text ? (
    <canvas ref={canvas} class="canvas" role="img" aria-label={text} />
  ) : (
    <canvas ref={canvas} class="canvas" aria-hidden="true" />
  );
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
        const each = first
          ? await generate(shownCategories.map((k) => row(BigInt(seed), 0, { ...values, [first.name]: k })))
          : undefined;
        if (mine === wanted.current) {
          setItems(made);
          setCategories(each);
        }
      } catch (problem) {
        setFailure(`the model cannot run here: ${(problem as Error).message}`);
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
      <main>
        <div class="explore">
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
                    <EndedSlider
                      code={code}
                      names={description.names}
                      value={values[code.name] ?? 0}
                      slide={(to) => setValues({ ...values, [code.name]: round(to) })}
                    />
                    <output>{shown(values[code.name] ?? 0)}</output>
                  </div>
                )}
                {meanings?.codes
                  .filter((said) => said.code === code.name)
                  .map((said) => (
                    <Says key={code.name} code={code} names={description.names} said={said} />
                  ))}
              </fieldset>
            ))}
          </section>
          <section class="view" aria-label="samples">
            <div class="bar">
              <Seed value={seed} set={setSeed} />
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
        </div>
        {recognises && shape.kind === "images" && <Recognise />}
      </main>
    </>
  );
}

const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(<Viewer />, root);
}
