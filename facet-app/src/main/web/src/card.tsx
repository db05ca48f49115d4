import { useState } from "preact/hooks";
import * as api from "./api";
import { Categories } from "./categories";
import { type Code, at, isCategorical, label, order, position, REACH, round, shown } from "./codes";
import { Editable } from "./editable";
import { Failure } from "./failure";
import { type Pin, saveWay } from "./pins";
import { type Said, Says } from "./says";
import { base, type Setting } from "./setting";
import { Slider } from "./slider";
import { Strip } from "./strip";
import { usePicture } from "./use";

const SWEEP = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2];
const MOST_CATEGORIES = 64;

interface Props {
  run: api.Run;
  code: Code;
  setting: Setting;
  model: number;
  /** What the code was found to do, once that is known. */
  said: Said | undefined;
  choose: (value: number) => void;
  lock: (locked: boolean) => void;
  renamed: () => void;
}

/** The controls of one code: its name, a strip of pictures, and a slider or buttons for its categories. */
export function CodeCard({ run, code, setting, model, said, choose, lock, renamed }: Props) {
  const name = label(code, run.names);
  const value = setting.codes[code.name] ?? 0;
  const locked = !setting.free.includes(code.name);
  // The strip does not depend on the value of the code that it sweeps.
  const others = Object.fromEntries(Object.entries(setting.codes).filter(([other]) => other !== code.name));
  const shownCategories = isCategorical(code) ? order(code, run.names).slice(0, MOST_CATEGORIES) : [];
  const swept = isCategorical(code) ? { categories: shownCategories } : { columns: SWEEP.length, range: REACH };
  const body = { code: code.name, seed: setting.seed, index: setting.index, ...base(setting), codes: others, ...swept };
  const strip = usePicture(`${model} ${JSON.stringify(body)}`, () => api.picture(run, "traverse", body));
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
              pin={{ seed: setting.seed, index: setting.index, ...base(setting), codes: setting.codes }}
            />
          </div>
        </>
      )}
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
      <Failure text={strip.failure} />
    </fieldset>
  );
}

/** Downloads the sweep of a code as an animated GIF. */
function SweepGif({ run, code, name, pin }: { run: api.Run; code: Code; name: string; pin: Pin }) {
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
