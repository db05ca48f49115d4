import { useState } from "preact/hooks";
import * as api from "./api";
import { Categories } from "./categories";
import { type Code, between, ends, isCategorical, label, order, round, shown } from "./codes";
import { Editable } from "./editable";
import { EndedSlider } from "./ended-slider";
import { Ends } from "./ends";
import { Failure } from "./failure";
import { saveWay } from "./pins";
import { type Said, Says } from "./says";
import { base, type Setting } from "./setting";
import { Strip } from "./strip";
import { download, usePicture } from "./use";
import { Failed } from "./wait";

const SWEPT = 9;
const MOST_CATEGORIES = 64;

interface Props {
  run: api.Run;
  code: Code;
  setting: Setting;
  model: number;
  /** What the code was found to do, once that is known. */
  said: Said | undefined;
  /** Whether that is being measured. */
  awaited: boolean;
  choose: (value: number) => void;
  lock: (locked: boolean) => void;
  renamed: () => void;
}

/** The controls of one code: its name, a strip of pictures, and a slider or buttons for its categories. */
export function CodeCard({ run, code, setting, model, said, awaited, choose, lock, renamed }: Props) {
  const name = label(code, run.names);
  const value = setting.codes[code.name] ?? 0;
  const locked = !setting.free.includes(code.name);
  // The strip does not depend on the value of the code that it sweeps.
  const others = Object.fromEntries(Object.entries(setting.codes).filter(([other]) => other !== code.name));
  const shownCategories = isCategorical(code) ? order(code, run.names).slice(0, MOST_CATEGORIES) : [];
  const range = ends(code, run.names);
  const sweep = isCategorical(code) ? [] : between(range, SWEPT).map(round);
  const swept = isCategorical(code) ? { categories: shownCategories } : { columns: SWEPT };
  const body = { code: code.name, seed: setting.seed, index: setting.index, ...base(setting), codes: others, ...swept };
  const strip = usePicture(`${model} ${JSON.stringify(body)} ${range}`, () => api.picture(run, "traverse", body));
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
            count={SWEPT}
            labels={sweep.map((each) => `${name} ${shown(each)}`)}
            chosen={sweep.findIndex((each) => Math.abs(each - value) < 1e-6)}
            choose={(k) => choose(sweep[k] ?? 0)}
          />
          <div class="slide">
            <EndedSlider code={code} names={run.names} value={value} slide={(to) => choose(round(to))} />
            <output>{shown(value)}</output>
          </div>
          <div class="bar below-slider">
            <SweepFilms run={run} code={code} name={name} setting={setting} />
            <details class="ends-of-code">
              <summary aria-label={`where ${name} begins and ends`}>Ends</summary>
              <Ends run={run} code={code} here={value} typed renamed={renamed} />
            </details>
          </div>
        </>
      )}
      {awaited ? <p class="says quiet">measuring what it does…</p> : null}
      {said && (
        <Says
          code={code}
          names={run.names}
          said={said}
          accept={async (names) => {
            await api.rename(run.id, names);
            renamed();
          }}
        />
      )}
      <Failed failure={strip.failure} again={strip.again} />
    </fieldset>
  );
}

interface FilmsProps {
  run: api.Run;
  code: Code;
  name: string;
  setting: Setting;
}

/** Downloads the sweep of a code as an animated GIF: of the enlarged sample, or of all categories. */
function SweepFilms({ run, code, name, setting }: FilmsProps) {
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const { seed, index, codes, edited } = setting;
  const one = { seed, index, ...base(setting), codes };
  const save = async (film: "sample" | "categories") => {
    setBusy(true);
    try {
      if (edited) {
        const [low, high] = ends(code, run.names);
        const end = (value: number) => ({ ...one, codes: { ...codes, [code.name]: value } });
        await saveWay(run, end(low), end(high), `${run.id}-${code.name}.gif`);
      } else {
        const kinds = film === "categories" ? "-kinds" : "";
        download(`${run.id}-${code.name}${kinds}.gif`, await api.sweep(run, code.name, film, one));
      }
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
    setBusy(false);
  };
  return (
    <div class="bar films" aria-busy={busy}>
      <button
        type="button"
        disabled={busy}
        aria-label={`download the sweep of ${name} as GIF`}
        onClick={() => void save("sample")}
      >
        GIF
      </button>
      {!edited && run.codes.some(isCategorical) && (
        <button
          type="button"
          disabled={busy}
          aria-label={`GIF of all kinds: download the sweep of ${name}`}
          onClick={() => void save("categories")}
        >
          GIF of all kinds
        </button>
      )}
      {busy ? (
        <span class="quiet" role="status">
          drawing the film…
        </span>
      ) : null}
      <Failure text={failure} />
    </div>
  );
}
