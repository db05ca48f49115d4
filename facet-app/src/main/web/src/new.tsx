import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { given, put, useMoved } from "./address";
import { Copyable } from "./again";
import * as api from "./api";
import { linked, written as asAddress } from "./asked-address";
import { Choose } from "./choose";
import { Failure } from "./failure";
import { Inspected } from "./inspected";
import { Failed, Wait } from "./wait";
import { MOST_FOUND, MOST_SLIDERS, parsed, text, type Wanted, wanted, written } from "./wanted";

const PLAIN: Wanted = { kinds: "number", count: 10, most: MOST_FOUND, sliders: 2, kindName: "kind", sliderNames: [] };
const PAUSE = 300;

interface Mistake {
  field: string;
  message: string;
}

const mistake = (problem: unknown): Mistake => ({
  field: problem instanceof api.Failure ? problem.field : "",
  message: (problem as Error).message,
});

/** Starts a new run: chooses data, codes and time. With `like`, everything is filled in from that run. */
export function New({ like, started }: { like: string; started: (place: api.Waiting) => void }) {
  const [choices, setChoices] = useState<api.Choices>();
  const [data, setData] = useState<api.Place>();
  const [about, setAbout] = useState<api.Inspection>();
  const [reading, setReading] = useState(false);
  const [codes, setCodes] = useState<Wanted | undefined>(PLAIN);
  const [typed, setTyped] = useState("");
  const [minutes, setMinutes] = useState("");
  const [steps, setSteps] = useState("");
  const [seed, setSeed] = useState("1");
  const [preset, setPreset] = useState("");
  const [settings, setSettings] = useState("");
  const [base, setBase] = useState<{ like?: string }>({});
  const [plan, setPlan] = useState<api.Plan>();
  const [estimate, setEstimate] = useState<api.Plan>();
  const [measuring, setMeasuring] = useState(false);
  const [wrong, setWrong] = useState<Mistake>();
  const [sent, setSent] = useState(false);
  /** Whether other data is being chosen. */
  const [other, setOther] = useState(false);
  const newest = useRef(0);
  /** Reads the same data once more. */
  const tried = useRef<() => void>(() => undefined);

  const refresh = useCallback(async () => {
    try {
      setChoices(await api.choices());
    } catch (problem) {
      setWrong(mistake(problem));
    }
  }, []);
  useEffect(() => void refresh(), []);

  const number = (value: string): number | undefined => (value.trim() === "" ? undefined : Number(value));
  const whole = (asked: api.Asked): api.Asked => {
    const all: api.Asked = { ...asked };
    const [m, s, r] = [number(minutes), number(steps), number(seed)];
    const lines = settings.split("\n").map((line) => line.trim());
    if (m !== undefined) all.minutes = m;
    if (s !== undefined) all.steps = s;
    if (r !== undefined) all.seed = r;
    if (lines.some((line) => line)) all.settings = lines.filter((line) => line);
    return all;
  };
  const asked: api.Asked | undefined =
    data &&
    whole({
      data,
      ...base,
      ...(base.like || !preset ? {} : { preset }),
      codes: codes ? text(codes) : typed,
    });
  const key = asked ? JSON.stringify(asked) : "";

  /** Reads data, and takes over what suits it unless `kept` says what to keep. */
  const read = async (place: api.Place, from: api.Asked, kept: boolean) => {
    const turn = ++newest.current;
    tried.current = () => void read(place, from, kept);
    setData(undefined);
    setAbout(undefined);
    setEstimate(undefined);
    setWrong(undefined);
    setOther(false);
    setReading(true);
    try {
      const found = await api.inspect({ data: place, ...from });
      if (turn !== newest.current) {
        return;
      }
      setAbout(found);
      setData(place);
      setPreset(found.preset ?? "");
      if (!kept) {
        setBase({});
        setMinutes(String(found.minutes ?? 30));
        setSteps("");
        setCodes(wanted(found.codes));
        setTyped(written(found.codes));
      }
    } catch (problem) {
      if (turn === newest.current) {
        setWrong(mistake(problem));
      }
    }
    if (turn === newest.current) {
      setReading(false);
    }
  };

  /** Fills everything in as a link says. */
  const follow = async (asked: api.Asked) => {
    const only = asked.like ? { like: asked.like } : {};
    setBase(only);
    setCodes(asked.codes === undefined ? PLAIN : parsed(asked.codes));
    setTyped(asked.codes ?? "");
    setMinutes(asked.minutes === undefined ? "" : String(asked.minutes));
    setSteps(asked.steps === undefined ? "" : String(asked.steps));
    setSeed(asked.seed === undefined ? "" : String(asked.seed));
    setSettings((asked.settings ?? []).join("\n"));
    if (asked.data) {
      await read(asked.data, { ...only, ...(asked.preset ? { preset: asked.preset } : {}) }, true);
    }
  };
  useMoved(() => {
    const asked = linked(given());
    if (asked) {
      void follow(asked);
    } else if (key) {
      put(asAddress(JSON.parse(key) as api.Asked));
    }
  });
  useEffect(() => {
    if (key) {
      put(asAddress(JSON.parse(key) as api.Asked));
    }
  }, [key]);

  useEffect(() => {
    const fill = async () => {
      try {
        const [request, run] = await Promise.all([api.request(like), api.run(like)]);
        const only = request.like ? { like: request.like } : {};
        setBase(only);
        setCodes(wanted(run.codes));
        setTyped(request.codes ?? written(run.codes));
        setMinutes(request.minutes ? String(request.minutes) : "");
        setSteps(request.steps === undefined ? "" : String(request.steps));
        setSeed(String(request.seed ?? run.seed));
        setSettings((request.settings ?? []).join("\n"));
        const place = request.data ?? { run: like };
        await read(place, { ...only, ...(request.preset ? { preset: request.preset } : {}) }, true);
      } catch (problem) {
        setWrong(mistake(problem));
      }
    };
    const asked = linked(given());
    if (asked) {
      void follow(asked);
    } else if (like) {
      void fill();
    }
  }, [like]);

  // What the run would be, without timing: it finds mistakes while they are typed.
  useEffect(() => {
    setEstimate(undefined);
    if (!asked) {
      setPlan(undefined);
      return;
    }
    let gone = false;
    const timer = setTimeout(async () => {
      try {
        const found = await api.plan(asked);
        if (!gone) {
          setPlan(found);
          setWrong(undefined);
        }
      } catch (problem) {
        if (!gone) {
          setPlan(undefined);
          setWrong(mistake(problem));
        }
      }
    }, PAUSE);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [key]);

  const measure = async () => {
    setMeasuring(true);
    try {
      if (asked) {
        setEstimate(await api.plan(asked, true));
      }
    } catch (problem) {
      setWrong(mistake(problem));
    }
    setMeasuring(false);
  };
  const go = async () => {
    setSent(true);
    try {
      if (asked) {
        started(await api.start(asked));
      }
    } catch (problem) {
      setWrong(mistake(problem));
    }
    setSent(false);
  };
  const said = (...fields: string[]): string => (wrong && fields.includes(wrong.field) ? wrong.message : "");
  const settled = about !== undefined || reading;
  const elsewhere = ["data", "codes", "minutes", "steps", "seed", "preset", "settings"];
  const unplaced = wrong && !elsewhere.includes(wrong.field) ? wrong.message : "";

  if (!choices) {
    return (
      <Wait
        what="Asking what may be chosen"
        failure={wrong?.message ?? ""}
        again={() => {
          setWrong(undefined);
          void refresh();
        }}
      />
    );
  }
  if (!choices.starts) {
    return (
      <section class="new">
        <h2>New run</h2>
        <p>{choices.reason}</p>
      </section>
    );
  }
  return (
    <section class="new">
      <h2>{like ? `A run like ${like}` : "New run"}</h2>
      <section class="choices" aria-labelledby="new-data">
        <h3 id="new-data">1. Data</h3>
        <Failure text={said("data")} />
        {reading && (
          <Wait
            what="Reading the data; many pictures take a minute the first time"
            failure=""
            again={() => tried.current()}
          />
        )}
        {about && <Inspected about={about} />}
        {settled && (
          <button type="button" aria-expanded={other} onClick={() => setOther(!other)}>
            Choose other data
          </button>
        )}
        <div hidden={settled && !other}>
          <Choose choices={choices} choose={(place) => read(place, {}, false)} refresh={refresh} />
        </div>
      </section>
      {about && (
        <>
          <section class="choices" aria-labelledby="new-codes">
            <h3 id="new-codes">2. What to look for</h3>
            <p class="quiet">You need not say what they mean: training finds that out.</p>
            {codes ? (
              <Controls codes={codes} set={setCodes} />
            ) : (
              <label class="line">
                codes{" "}
                <input class="path" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
              </label>
            )}
            <Failure text={said("codes")} />
          </section>
          <section class="choices" aria-labelledby="new-time">
            <h3 id="new-time">3. Time</h3>
            <div class="bar">
              <label>
                minutes{" "}
                <input
                  type="number"
                  min={0.01}
                  step="any"
                  class="seed"
                  value={minutes}
                  onInput={(event) => setMinutes(event.currentTarget.value)}
                />
              </label>
              <button type="button" disabled={!plan || measuring} onClick={measure}>
                {measuring ? "Timing some steps…" : "Measure what fits"}
              </button>
            </div>
            {about.minutes_text !== undefined && (
              <p class="quiet">
                Minutes for all steps of this preset: {about.minutes_text}. The run ends when they are done.
              </p>
            )}
            {estimate && <Estimate plan={estimate} />}
            <Failure text={said("minutes")} />
          </section>
          <details class="choices more" open={said("preset", "seed", "steps", "settings") !== "" || undefined}>
            <summary>More</summary>
            <div class="bar">
              <label>
                seed{" "}
                <input
                  type="number"
                  class="seed"
                  value={seed}
                  onInput={(event) => setSeed(event.currentTarget.value)}
                />
              </label>
              <label>
                most steps{" "}
                <input
                  type="number"
                  min={1}
                  class="seed"
                  value={steps}
                  placeholder={String(about.steps)}
                  onInput={(event) => setSteps(event.currentTarget.value)}
                />
              </label>
              {base.like === undefined && (
                <label>
                  preset{" "}
                  <select
                    value={preset}
                    onChange={(event) => data && read(data, { preset: event.currentTarget.value }, false)}
                  >
                    {choices.presets.map((name) => (
                      <option key={name} value={name}>
                        {name}
                      </option>
                    ))}
                  </select>
                </label>
              )}
            </div>
            <label class="line">
              other settings, one per line, such as training.batch=32
              <textarea rows={3} value={settings} onInput={(event) => setSettings(event.currentTarget.value)} />
            </label>
            {codes ? (
              <button
                type="button"
                onClick={() => {
                  setTyped(text(codes));
                  setCodes(undefined);
                }}
              >
                Write the codes as text
              </button>
            ) : (
              <button type="button" onClick={() => setCodes(wanted(about.codes) ?? PLAIN)}>
                Choose the codes by numbers
              </button>
            )}
            <Failure text={said("preset", "seed", "steps", "settings")} />
          </details>
          <div class="bar">
            <button type="button" class="go" disabled={!plan || sent} onClick={go}>
              Start
            </button>
          </div>
          {plan && (
            <>
              <p class="quiet">The same from a terminal:</p>
              <Copyable text={plan.command} />
            </>
          )}
        </>
      )}
      {about ? <Failure text={unplaced} /> : <Failed failure={unplaced} again={() => tried.current()} />}
    </section>
  );
}

function Controls({ codes, set }: { codes: Wanted; set: (codes: Wanted) => void }) {
  const kinds = (value: Wanted["kinds"], label: string) => (
    <label>
      <input
        type="radio"
        name="kinds"
        checked={codes.kinds === value}
        onChange={() => set({ ...codes, kinds: value })}
      />{" "}
      {label}
    </label>
  );
  return (
    <>
      <fieldset class="controls">
        <legend>Kinds</legend>
        <p class="quiet">Each picture is one of them: digits 0 to 9, sorts of furniture, persons.</p>
        <div class="bar">
          {kinds("number", "this many:")}
          <input
            type="number"
            aria-label="number of kinds"
            min={2}
            class="seed"
            value={codes.count}
            onInput={(event) => set({ ...codes, kinds: "number", count: Number(event.currentTarget.value) })}
          />
          {kinds("auto", "find out how many")}
          {kinds("none", "none")}
        </div>
      </fieldset>
      <fieldset class="controls">
        <legend>Sliders</legend>
        <p class="quiet">What changes smoothly from picture to picture: slant, size, direction, brightness.</p>
        <label>
          <input
            type="number"
            aria-label="number of sliders"
            min={0}
            max={MOST_SLIDERS}
            class="seed"
            value={codes.sliders}
            onInput={(event) =>
              set({ ...codes, sliders: Math.max(0, Math.min(MOST_SLIDERS, Number(event.currentTarget.value))) })
            }
          />{" "}
          sliders
        </label>
      </fieldset>
    </>
  );
}

function Estimate({ plan }: { plan: api.Plan }) {
  const { estimate, beside = [] } = plan;
  if (!estimate) {
    return null;
  }
  const minutes =
    estimate.minutes < 10
      ? Number(estimate.minutes.toPrecision(2))
      : Math.round(estimate.minutes).toLocaleString("en");
  return (
    <div role="status">
      <p>
        About {estimate.steps.toLocaleString("en")} steps in {minutes} minutes,{" "}
        {estimate.seconds_per_step.toPrecision(2)} s each
        {beside.length > 0 && `, measured while ${beside.join(" and ")} is trained`}.
      </p>
      {estimate.notices.length > 0 && (
        <ul class="failure">
          {estimate.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
