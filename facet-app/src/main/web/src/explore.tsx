import { useMemo } from "preact/hooks";
import { Again } from "./again";
import * as api from "./api";
import { CodeCard } from "./card";
import { aspect, controls, isCategorical, valuesOf } from "./codes";
import { fresh, MOST_NOISE, modelOf, SAMPLES, useExplored } from "./explored";
import { Export } from "./export";
import { Failure } from "./failure";
import { Pad } from "./pad";
import { type Pin, Pins } from "./pins";
import { Seed } from "./seed";
import { base, held } from "./setting";
import { Slider } from "./slider";
import { download, useLatest, usePicture } from "./use";
import { Failed, Wait } from "./wait";

const COLUMNS = 8;

/** Samples of a run, with controls for its codes. */
export function Explore({ run: newest, step, renamed }: { run: api.Run; step: number; renamed: () => void }) {
  const codes = controls(newest.codes);
  const { setting, pins, left, set, setPins } = useExplored(newest);
  const shown = setting.checkpoint;
  const run: api.Run = useMemo(() => (shown ? { ...newest, shown } : newest), [newest, shown]);
  const model = modelOf(run, shown);
  const setCode = (name: string, value: number) =>
    set({ codes: { ...setting.codes, [name]: value }, free: setting.free.filter((other) => other !== name) });
  const { edited } = setting;

  const noise = setting.noise ?? 1;
  const body = {
    count: SAMPLES,
    seed: setting.seed,
    ...base({ noise }),
    codes: held(setting),
    columns: COLUMNS,
  };
  const grid = usePicture(`${model} ${JSON.stringify(body)}`, () => api.picture(run, "generate", body));
  const one = { count: 1, seed: setting.seed, first: setting.index, ...base(setting), codes: held(setting) };
  const close = usePicture(`${model} ${JSON.stringify(one)}`, () => api.picture(run, "generate", one));
  const asks = model > 0 && codes.length > 0 && !shown;
  const said = useLatest(`${model} ${shown ?? ""} ${JSON.stringify(run.names)}`, async () =>
    asks ? api.meanings(run.id) : undefined,
  );
  const square = { aspectRatio: String(run.kind === "images" ? aspect(run.shape) : 1) };
  const retry = () => [grid, close].forEach((picture) => picture.failure && picture.again());
  const restore = ({ row, noise: factor = 1, ...pin }: Pin) =>
    set({ ...pin, noise: factor, free: [], edited: row && { name: "pinned picture", seen: "", row, model } });
  const continuous = codes.filter((code) => !isCategorical(code));

  return (
    <div class="explore">
      {left.length > 0 && (
        <p class="left" role="status">
          Not all of this link can be shown. Left out: {left.join("; ")}.
        </p>
      )}
      <section class="codes" aria-label="codes">
        {codes.length === 0 && <p class="quiet">This run has no codes, only noise.</p>}
        <Failure text={run.names_missing ?? ""} />
        {shown && (
          <p class="quiet">
            This is not the newest checkpoint. Codes are as they were trained then, so they may do something else than
            their names say.
          </p>
        )}
        {codes.map((code) => (
          <CodeCard
            key={code.name}
            run={run}
            code={code}
            setting={setting}
            model={model}
            said={said.value?.codes.find((each) => each.code === code.name)}
            awaited={asks && said.value === undefined && said.failure === ""}
            choose={(value) => setCode(code.name, value)}
            lock={(locked) =>
              set({ free: locked ? setting.free.filter((name) => name !== code.name) : [...setting.free, code.name] })
            }
            renamed={renamed}
          />
        ))}
        {said.value?.notices.map((notice) => (
          <p key={notice} class="quiet">
            {notice}
          </p>
        ))}
        <Failed failure={said.failure && `What the codes do is not known: ${said.failure}`} again={said.again} />
        {continuous.length >= 2 && (
          <Pad
            run={run}
            model={model}
            codes={continuous}
            setting={setting}
            choose={(across, down) => set({ pad: [across, down] })}
            move={(values) =>
              set({ codes: { ...setting.codes, ...values }, free: setting.free.filter((name) => !(name in values)) })
            }
          />
        )}
      </section>
      <section class="view" aria-label="samples">
        <div class="bar">
          <Seed value={setting.seed} set={(seed) => set({ seed })} />
          <span class="slide noise" title="less noise makes samples more typical and more alike">
            <span>noise</span>
            <Slider
              label="how much noise"
              least={0}
              most={MOST_NOISE}
              step={0.05}
              value={noise}
              slide={(factor) => set({ noise: factor })}
            />
            <output>{noise.toFixed(2)}</output>
          </span>
          {(run.checkpoints.length > 1 || run.best !== undefined) && (
            <label>
              checkpoint{" "}
              <select
                value={shown ?? ""}
                onChange={(event) => set({ checkpoint: event.currentTarget.value, edited: undefined })}
              >
                <option value="">newest ({(run.checkpoints[0] ?? 0).toLocaleString("en")})</option>
                {run.best !== undefined && (
                  <option value="best">nearest to the data ({run.best.toLocaleString("en")})</option>
                )}
                {run.checkpoints.slice(1).map((each) => (
                  <option key={each} value={String(each)}>
                    {each.toLocaleString("en")}
                  </option>
                ))}
              </select>
            </label>
          )}
          <button
            type="button"
            onClick={() =>
              edited
                ? set({ codes: valuesOf(run.noise.size, run.codes, edited.row), free: [] })
                : set({ ...fresh(run), noise: 1, checkpoint: "" })
            }
          >
            Reset
          </button>
          {edited && (
            <button type="button" onClick={() => set({ edited: undefined })}>
              Leave the picture
            </button>
          )}
          <button
            type="button"
            onClick={() => {
              const { seed, index, codes: values } = setting;
              setPins([...pins, { seed, index, ...base(setting), codes: values }]);
            }}
          >
            Pin
          </button>
          <button type="button" disabled={!grid.blob} onClick={() => grid.blob && download(`${run.id}.png`, grid.blob)}>
            Download PNG
          </button>
          <Export key={`${run.id} ${run.shown ?? ""}`} run={run} />
        </div>
        <div class="pictures">
          <div class="closeup">
            <figure class="close">
              {close.address ? (
                <img
                  src={close.address}
                  alt={edited ? "your picture, edited" : "the chosen sample, enlarged"}
                  style={square}
                />
              ) : (
                <div class="blank" style={square} />
              )}
              <figcaption class="quiet">
                {edited ? "your picture, edited" : `sample ${setting.index}`}, step{" "}
                {(shown ? model : step).toLocaleString("en")}
              </figcaption>
            </figure>
            {edited?.seen && (
              <figure class="close">
                <img src={edited.seen} alt="your picture" />
                <figcaption class="quiet">{edited.name}</figcaption>
              </figure>
            )}
          </div>
          <div class="grid" aria-busy={grid.late}>
            {grid.address ? (
              <img
                src={grid.address}
                alt={`${SAMPLES} samples of the same codes`}
                id="samples"
                data-millis={Math.round(grid.millis)}
                style={square}
              />
            ) : (
              <div class="blank" style={square}>
                <Wait what="Drawing the samples" failure={grid.failure} again={retry} />
              </div>
            )}
            {grid.address && (grid.late || close.late) ? (
              <span class="late" role="status">
                drawing…
              </span>
            ) : null}
            {grid.address ? (
              <div class="cells" role="group" aria-label="choose a sample">
                {Array.from({ length: SAMPLES }, (_, k) => (
                  <button
                    key={k}
                    type="button"
                    aria-label={`sample ${k}`}
                    aria-pressed={!edited && k === setting.index}
                    tabIndex={k === setting.index ? 0 : -1}
                    onClick={() => set({ index: k, edited: undefined })}
                    onKeyDown={(event) => {
                      const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key];
                      if (move !== undefined) {
                        event.preventDefault();
                        const index = Math.min(SAMPLES - 1, Math.max(0, setting.index + move));
                        set({ index, edited: undefined });
                        (event.currentTarget.parentElement?.children[index] as HTMLElement | undefined)?.focus();
                      }
                    }}
                  />
                ))}
              </div>
            ) : null}
          </div>
        </div>
        {grid.address ? <Failed failure={grid.failure || close.failure} again={retry} /> : null}
        <Pins
          run={run}
          model={model}
          pins={pins}
          way={setting.way ?? [0, 1]}
          change={setPins}
          between={(way) => set({ way })}
          restore={restore}
        />
        <Again run={run} setting={setting} count={SAMPLES} />
      </section>
    </div>
  );
}
