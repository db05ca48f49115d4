import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import * as api from "./api";
import {
  at,
  categoryLabel,
  categoryName,
  controls,
  isCategorical,
  label,
  middle,
  order,
  position,
  round,
  shown,
  takes,
} from "./codes";
import { Failure } from "./failure";
import { Pad } from "./pad";
import { type Pin, Pins, saveWay } from "./pins";
import { Seed } from "./seed";
import { Slider } from "./slider";
import { javaCode, shellCommand } from "./snippet";
import { Strip, slice } from "./strip";
import { download, useKept, usePicture } from "./use";

const SAMPLES = 64;
const COLUMNS = 8;
const SWEEP = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];
const REACH = 2;
const MOST_CATEGORIES = 64;

export interface Setting {
  seed: number;
  /** Which of the samples is looked at closely. */
  index: number;
  codes: api.Values;
  /** Codes that each sample draws for itself. */
  free: string[];
}

const held = (setting: Setting): api.Values =>
  Object.fromEntries(Object.entries(setting.codes).filter(([name]) => !setting.free.includes(name)));

export function Explore({ run, step, renamed }: { run: api.Run; step: number; renamed: () => void }) {
  const codes = controls(run.codes);
  const fresh: Setting = { seed: 0, index: 0, codes: middle(run.codes), free: [] };
  const [kept, keep] = useKept<Setting>(`setting:${run.id}`, fresh);
  // what was kept may be of a run that had other codes
  const setting: Setting = useMemo(() => {
    const fit = codes.flatMap((code) =>
      takes(code, kept.codes?.[code.name]) ? [[code.name, kept.codes[code.name]] as const] : [],
    );
    return { ...fresh, ...kept, codes: { ...fresh.codes, ...Object.fromEntries(fit) } as api.Values };
  }, [kept]);
  const set = (change: Partial<Setting>) => keep({ ...setting, ...change });
  const setCode = (name: string, value: number) =>
    set({ codes: { ...setting.codes, [name]: value }, free: setting.free.filter((other) => other !== name) });
  const model = run.checkpoints[0] ?? 0;

  const body = { count: SAMPLES, seed: setting.seed, codes: held(setting), columns: COLUMNS };
  const grid = usePicture(`${model} ${JSON.stringify(body)}`, () => api.picture(run.id, "generate", body));
  const one = { count: 1, seed: setting.seed, first: setting.index, codes: held(setting) };
  const close = usePicture(`${model} ${JSON.stringify(one)}`, () => api.picture(run.id, "generate", one));
  const [pins, setPins] = useKept<Pin[]>(`pins:${run.id}`, []);
  const continuous = codes.filter((code) => !isCategorical(code));

  return (
    <div class="explore">
      <section class="codes" aria-label="codes">
        {codes.length === 0 && <p class="quiet">This run has no codes, only noise.</p>}
        <Failure text={run.names_missing ?? ""} />
        {codes.map((code) => (
          <CodeCard
            key={code.name}
            run={run}
            code={code}
            setting={setting}
            model={model}
            choose={(value) => setCode(code.name, value)}
            lock={(locked) =>
              set({ free: locked ? setting.free.filter((name) => name !== code.name) : [...setting.free, code.name] })
            }
            renamed={renamed}
          />
        ))}
        {continuous.length >= 2 && (
          <Pad
            run={run}
            model={model}
            codes={continuous}
            setting={setting}
            move={(values) =>
              set({ codes: { ...setting.codes, ...values }, free: setting.free.filter((name) => !(name in values)) })
            }
          />
        )}
      </section>
      <section class="view" aria-label="samples">
        <div class="bar">
          <Seed value={setting.seed} set={(seed) => set({ seed })} />
          <button type="button" onClick={() => keep(fresh)}>
            Reset
          </button>
          <button
            type="button"
            onClick={() => setPins([...pins, { seed: setting.seed, index: setting.index, codes: setting.codes }])}
          >
            Pin
          </button>
          <button type="button" disabled={!grid.blob} onClick={() => grid.blob && download(`${run.id}.png`, grid.blob)}>
            Download PNG
          </button>
        </div>
        <div class="pictures">
          <figure class="close">
            {close.address && <img src={close.address} alt="the chosen sample, enlarged" />}
            <figcaption class="quiet">
              sample {setting.index}, step {step.toLocaleString("en")}
            </figcaption>
          </figure>
          <div class="grid">
            {grid.address && (
              <img
                src={grid.address}
                alt={`${SAMPLES} samples of the same codes`}
                id="samples"
                data-millis={Math.round(grid.millis)}
              />
            )}
            <div class="cells" role="group" aria-label="choose a sample">
              {Array.from({ length: SAMPLES }, (_, k) => (
                <button
                  key={k}
                  type="button"
                  aria-label={`sample ${k}`}
                  aria-pressed={k === setting.index}
                  tabIndex={k === setting.index ? 0 : -1}
                  onClick={() => set({ index: k })}
                  onKeyDown={(event) => {
                    const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key];
                    if (move !== undefined) {
                      event.preventDefault();
                      const index = Math.min(SAMPLES - 1, Math.max(0, setting.index + move));
                      set({ index });
                      (event.currentTarget.parentElement?.children[index] as HTMLElement | undefined)?.focus();
                    }
                  }}
                />
              ))}
            </div>
          </div>
        </div>
        <Failure text={grid.failure || close.failure} />
        <Pins run={run} model={model} pins={pins} change={setPins} restore={(pin) => set({ ...pin, free: [] })} />
        <Again run={run} setting={setting} />
      </section>
    </div>
  );
}

interface CardProps {
  run: api.Run;
  code: api.Code;
  setting: Setting;
  model: number;
  choose: (value: number) => void;
  lock: (locked: boolean) => void;
  renamed: () => void;
}

function CodeCard({ run, code, setting, model, choose, lock, renamed }: CardProps) {
  const name = label(code, run.names);
  const value = setting.codes[code.name] ?? 0;
  const locked = !setting.free.includes(code.name);
  // the strip does not depend on the code that it sweeps
  const others = Object.fromEntries(Object.entries(setting.codes).filter(([other]) => other !== code.name));
  const shownCategories = isCategorical(code) ? order(code, run.names).slice(0, MOST_CATEGORIES) : [];
  const swept = isCategorical(code) ? { categories: shownCategories } : { columns: SWEEP.length, range: REACH };
  const body = { code: code.name, seed: setting.seed, index: setting.index, codes: others, ...swept };
  const strip = usePicture(`${model} ${JSON.stringify(body)}`, () => api.picture(run.id, "traverse", body));
  return (
    <fieldset class="code">
      <legend>
        <Editable
          text={name}
          name={run.names[code.name]?.name ?? ""}
          what={`name of code ${code.name}`}
          save={async (text) => {
            await api.rename(run.id, { [code.name]: { name: text } });
            renamed();
          }}
        />
        {name !== code.name && <span class="quiet"> {code.name}</span>}
        <label class="lock">
          <input type="checkbox" checked={locked} onChange={(event) => lock(event.currentTarget.checked)} /> same in all
          samples
        </label>
      </legend>
      {isCategorical(code) ? (
        <Categories
          run={run}
          code={code}
          categories={shownCategories}
          address={strip.address}
          value={value}
          choose={choose}
          renamed={renamed}
        />
      ) : (
        <>
          <Strip
            address={strip.address}
            count={SWEEP.length}
            labels={SWEEP.map((t) => `${name} ${shown(at(code, t))}`)}
            chosen={SWEEP.findIndex((t) => Math.abs(t - position(code, value)) < 1e-6)}
            choose={(k) => choose(round(at(code, SWEEP[k] ?? 0)))}
          />
          <div class="slide">
            <Slider
              label={name}
              least={at(code, -REACH)}
              most={at(code, REACH)}
              step={(at(code, REACH) - at(code, -REACH)) / 200}
              value={value}
              slide={(to) => choose(round(to))}
            />
            <output>{shown(value)}</output>
            <SweepGif
              run={run}
              code={code}
              name={name}
              pin={{ seed: setting.seed, index: setting.index, codes: setting.codes }}
            />
          </div>
        </>
      )}
      <Failure text={strip.failure} />
    </fieldset>
  );
}

/** The sweep of a code as a film. */
function SweepGif({ run, code, name, pin }: { run: api.Run; code: api.Code; name: string; pin: Pin }) {
  const [failure, setFailure] = useState("");
  const end = (t: number): Pin => ({ ...pin, codes: { ...pin.codes, [code.name]: at(code, t) } });
  return (
    <>
      <button
        type="button"
        aria-label={`download the sweep of ${name} as GIF`}
        onClick={async () => {
          try {
            await saveWay(run, end(-REACH), end(REACH), `${run.id}-${code.name}.gif`);
            setFailure("");
          } catch (problem) {
            setFailure((problem as Error).message);
          }
        }}
      >
        GIF
      </button>
      <Failure text={failure} />
    </>
  );
}

interface CategoriesProps {
  run: api.Run;
  code: api.Code & { categorical: number };
  /** Those that are shown, by index. */
  categories: number[];
  address: string;
  value: number;
  choose: (category: number) => void;
  renamed: () => void;
}

/** A button for each category. They are dragged, or moved with Shift and an arrow key, into another order. */
function Categories({ run, code, categories, address, value, choose, renamed }: CategoriesProps) {
  const [dragged, setDragged] = useState<number>();
  const [failure, setFailure] = useState("");
  const move = async (from: number, to: number) => {
    if (from === to || to < 0 || to >= categories.length) {
      return;
    }
    const all = [...order(code, run.names)];
    const [moved] = all.splice(from, 1);
    all.splice(to, 0, moved ?? 0);
    try {
      await api.rename(run.id, { [code.name]: { order: all } });
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
    renamed();
  };
  return (
    <div class="categories" role="group" aria-label={label(code, run.names)}>
      <Failure text={failure} />
      {categories.map((category, k) => (
        <div
          class="category"
          key={category}
          draggable
          onDragStart={() => setDragged(k)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            if (dragged !== undefined) {
              void move(dragged, k);
            }
          }}
        >
          <button
            type="button"
            class="thumb"
            aria-label={`${label(code, run.names)} ${categoryLabel(code, run.names, category)}`}
            aria-pressed={category === value}
            onClick={() => choose(category)}
            onKeyDown={(event) => {
              const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
              if (event.shiftKey && by !== undefined) {
                event.preventDefault();
                void move(k, k + by);
              }
            }}
            style={slice(address, k, categories.length)}
          />
          <Editable
            text={categoryLabel(code, run.names, category)}
            name={categoryName(code, run.names, category)}
            what={`name of category ${category}`}
            save={async (name) => {
              await api.rename(run.id, { [code.name]: { categories: { [String(category)]: name } } });
              renamed();
            }}
          />
        </div>
      ))}
    </div>
  );
}

/** A name that becomes a field when it is pressed; `text` is shown where there is none. Enter keeps what was typed, Escape does not. */
function Editable({
  text,
  name,
  what,
  save,
}: {
  text: string;
  name: string;
  what: string;
  save: (name: string) => Promise<void>;
}) {
  const [typed, setTyped] = useState<string>();
  const [failure, setFailure] = useState("");
  // whether the field is about to go: what goes loses the focus, too, which is no reason to save
  const over = useRef(false);
  useEffect(() => setTyped(undefined), [name]);
  if (typed === undefined) {
    const begin = () => {
      over.current = false;
      setTyped(name);
    };
    return (
      <button
        type="button"
        class="editable"
        title={`change the ${what}`}
        aria-label={`${text}, change the ${what}`}
        onClick={begin}
      >
        {text}
      </button>
    );
  }
  const close = () => {
    over.current = true;
    setFailure("");
    setTyped(undefined);
  };
  const keep = async () => {
    if (over.current) {
      return;
    }
    over.current = true;
    try {
      if (typed.trim() !== name) {
        await save(typed.trim());
      }
      close();
    } catch (problem) {
      over.current = false;
      setFailure((problem as Error).message);
    }
  };
  return (
    <>
      <input
        class="name"
        aria-label={what}
        value={typed}
        placeholder={text}
        maxLength={80}
        ref={(field) => field?.focus()}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            void keep();
          } else if (event.key === "Escape") {
            close();
          }
        }}
      />
      {failure && <span class="failure">{failure}</span>}
    </>
  );
}

/** How to make the picture again without the studio. */
function Again({ run, setting }: { run: api.Run; setting: Setting }) {
  const values = held(setting);
  return (
    <details class="again">
      <summary>Make this picture again</summary>
      <h3>Command</h3>
      <Copyable text={shellCommand(run, values, setting.seed, SAMPLES)} />
      <h3>Java</h3>
      <Copyable text={javaCode(run, values, setting.seed, SAMPLES)} />
    </details>
  );
}

function Copyable({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div class="copyable">
      <pre tabIndex={0}>{text}</pre>
      <button
        type="button"
        onClick={async () => {
          await navigator.clipboard.writeText(text);
          setCopied(true);
          setTimeout(() => setCopied(false), 1500);
        }}
      >
        {copied ? "Copied" : "Copy"}
      </button>
    </div>
  );
}
