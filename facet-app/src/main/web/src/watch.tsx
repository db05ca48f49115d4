import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useAddressed } from "./address";
import * as api from "./api";
import { Chart } from "./chart";
import { useCharts } from "./charts";
import { fullLabel } from "./codes";
import type { Line } from "./curve";
import { Found } from "./found";
import { Failure } from "./failure";
import { Saved } from "./saved";
import { Slider } from "./slider";
import { download } from "./use";
import { Wait } from "./wait";

interface Point {
  step: number;
  values: Record<string, number>;
}

const TELLS: Record<api.State, string> = {
  starting: "Training is starting.",
  training: "Training.",
  done: "All steps are done.",
  stopped: "Stopped and saved.",
  died:
    "The training process ended unexpectedly: it was killed, or the machine went down. " +
    "Its last checkpoint is intact; Resume continues from there.",
  damaged: "This run cannot be read.",
};

/** How long the training goes on as it goes now, in words; empty if that is not known. */
function left(points: Point[], steps: number, minutes: number): string {
  const last = points[points.length - 1];
  const before = points[Math.max(0, points.length - 30)];
  const now = last?.values["seconds"];
  const then = before?.values["seconds"];
  if (!last || !before || now === undefined || then === undefined || !(now > then) || !(last.step > before.step)) {
    return "";
  }
  const pace = (now - then) / (last.step - before.step);
  const most = minutes > 0 ? minutes * 60 - now : Infinity;
  const seconds = Math.max(0, Math.min((steps - last.step) * pace, most));
  const whole = Math.round(seconds / 60);
  const text =
    seconds < 90
      ? `${Math.round(seconds)} s`
      : whole < 120
        ? `${whole} min`
        : `${Math.floor(whole / 60)} h ${whole % 60} min`;
  return ` About ${text} left.`;
}

const pace = (point: Point): string => Math.round(point.values["images_per_second"] ?? 0).toLocaleString("en");

/** The progress of a training, live. */
export function Watch({
  run,
  state,
  failed,
  changed,
  started,
}: {
  run: api.Run;
  state: api.State;
  failed: string;
  changed: () => void;
  /** Shows a place in the queue; undefined if the server starts no new runs. */
  started: ((place: api.Waiting) => void) | undefined;
}) {
  const [points, setPoints] = useState<Point[]>();
  const { view, bar } = useCharts(`watch ${run.id}`);
  const [now, setNow] = useState<api.State>(state);
  const [snapshots, setSnapshots] = useState(run.snapshots);
  const [health, setHealth] = useState(run.health);
  const [log, setLog] = useState("");
  const [failure, setFailure] = useState("");
  const [connected, setConnected] = useState(true);
  const [dropped, setDropped] = useState(0);
  const [steps, setSteps] = useState(run.steps);
  const [minutes, setMinutes] = useState(run.minutes);
  const waiting = useRef<Point[]>([]);
  const [unread, setUnread] = useState("");
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    setUnread("");
    let source: EventSource | undefined;
    let gone = false;
    // Training looks at its health whenever it saves pictures, and at its end.
    const examine = () => {
      api
        .run(run.id)
        .then((fresh) => setHealth(fresh.health))
        .catch((problem: Error) => setFailure(problem.message));
    };
    const begin = async () => {
      try {
        const stats = await api.stats(run.id);
        const before: Point[] = stats.step.map((step, i) => ({
          step,
          values: Object.fromEntries(
            Object.entries(stats.values).flatMap(([key, line]) => {
              const value = line[i];
              return value === null || value === undefined ? [] : [[key, value]];
            }),
          ),
        }));
        setPoints(before);
        setDropped(stats.dropped);
        setLog(await api.log(run.id));
        if (gone) {
          return;
        }
        source = api.events(run.id, before[before.length - 1]?.step ?? 0);
        source.onopen = () => {
          setConnected(true);
          // Pictures that came before the stream was opened, or while it was interrupted.
          api
            .run(run.id)
            .then((fresh) => {
              setSnapshots((all) => [...new Set([...all, ...fresh.snapshots])]);
              setHealth(fresh.health);
            })
            .catch((problem: Error) => setFailure(problem.message));
        };
        source.onerror = () => setConnected(false);
        source.addEventListener("statistics", (event) => {
          const { step, ...values } = JSON.parse((event as MessageEvent<string>).data) as { step: number };
          waiting.current.push({ step, values });
        });
        source.addEventListener("snapshot", (event) => {
          const name = JSON.parse((event as MessageEvent<string>).data) as string;
          setSnapshots((all) => (all.includes(name) ? all : [...all, name]));
          examine();
        });
        source.addEventListener("state", (event) => {
          setNow((JSON.parse((event as MessageEvent<string>).data) as { state: api.State }).state);
          changed();
          examine();
        });
        source.addEventListener("log", (event) => setLog(JSON.parse((event as MessageEvent<string>).data) as string));
      } catch (problem) {
        setUnread((problem as Error).message);
      }
    };
    void begin();
    // Collects lines and draws them together, twice a second.
    const timer = setInterval(() => {
      if (waiting.current.length) {
        const come = waiting.current;
        waiting.current = [];
        setPoints((all) => {
          const first = come[0]?.step ?? 0;
          return [...(all ?? []).filter((point) => point.step < first), ...come];
        });
      }
    }, 500);
    return () => {
      gone = true;
      clearInterval(timer);
      source?.close();
    };
  }, [run.id, attempt]);

  const known = points ?? [];
  const keys = useMemo(() => [...new Set(known.flatMap((point) => Object.keys(point.values)))], [points]);
  const line = (key: string, label = key, dashed = false): Line => {
    const own = known.filter((point) => point.values[key] !== undefined);
    return {
      label,
      x: own.map((point) => (view.axis === "minutes" ? (point.values["seconds"] ?? 0) / 60 : point.step)),
      values: own.map((point) => point.values[key] ?? null),
      dashed,
    };
  };
  const group = (start: string): Line[] =>
    keys.filter((key) => key.startsWith(start)).map((key) => line(key, key.slice(start.length)));
  // Statistics with a code's id in their key.
  const ofCodes = (start: string, remark = "", dashed = false): Line[] =>
    keys
      .filter((key) => key.startsWith(start))
      .map((key) => line(key, fullLabel(key.slice(start.length), run.names) + remark, dashed));
  const information = useMemo(
    () => [...ofCodes("nats/"), ...ofCodes("max_nats/", " at most", true)],
    [points, run.names, view.axis],
  );
  const losses = useMemo(() => group("loss/"), [points, view.axis]);
  const scores = useMemo(() => [...group("probability/"), ...group("score/")], [points, view.axis]);
  const distances = useMemo(
    () => [...(keys.includes("distance") ? [line("distance", "mean")] : []), ...group("distance/")],
    [points, view.axis],
  );
  const usage = useMemo(() => ofCodes("usage/"), [points, run.names, view.axis]);
  const agreement = useMemo(() => ofCodes("consistency/"), [points, run.names, view.axis]);
  const speed = useMemo(
    () => (keys.includes("images_per_second") ? [line("images_per_second")] : []),
    [points, view.axis],
  );
  const act = async (action: () => Promise<unknown>) => {
    try {
      await action();
      setFailure("");
      changed();
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  // In the queue if there is one, so that the new run is shown at once.
  const further = async ({ steps: most }: { steps?: number }) => {
    if (started) {
      started(await api.start({ from: run.id, ...(most === undefined ? {} : { steps: most }) }));
    } else {
      await api.further(run.id, steps);
    }
  };
  const last = known[known.length - 1];

  return (
    <div class="watch">
      <section class="bar">
        <p role="status" class={`tell ${now}`}>
          {now === "stopped" && run.time_over ? `Its ${run.minutes} minutes are over.` : TELLS[now]}{" "}
          {last && `Step ${last.step.toLocaleString("en")}, ${pace(last)} images/s.`}
          {now === "training" && left(known, run.steps, run.minutes)}
          {!connected && " The server does not answer; trying again."}
        </p>
        {now === "starting" ? null : now === "training" ? (
          <button type="button" onClick={() => act(() => api.stop(run.id))}>
            Stop and save
          </button>
        ) : (
          <>
            {now !== "done" && (
              <>
                {run.minutes > 0 && (
                  <label>
                    minutes{" "}
                    <input
                      type="number"
                      min={0.01}
                      step="any"
                      value={minutes}
                      class="seed"
                      onInput={(event) => setMinutes(Number(event.currentTarget.value))}
                    />
                  </label>
                )}
                <button
                  type="button"
                  onClick={() => act(() => api.resume(run.id, minutes === run.minutes ? {} : { minutes }))}
                >
                  Resume
                </button>
              </>
            )}
            {now === "done" && (
              <>
                <label>
                  steps{" "}
                  <input
                    type="number"
                    min={1}
                    value={steps}
                    class="seed"
                    onInput={(event) => setSteps(Number(event.currentTarget.value))}
                  />
                </label>
                <button
                  type="button"
                  title="train a new run from these weights"
                  onClick={() => act(() => further({ steps }))}
                >
                  Train further as a new run
                </button>
              </>
            )}
            {now !== "done" && started && (
              <button type="button" title="train a new run from these weights" onClick={() => act(() => further({}))}>
                New run from these weights
              </button>
            )}
            {started && (
              <a class="button" href={`#/${encodeURIComponent(run.id)}/like`}>
                Duplicate with changes
              </a>
            )}
          </>
        )}
      </section>
      <Failure text={failure || failed} />
      {health.length > 0 && (
        <ul class="failure" aria-label="what is wrong with the training">
          {health.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      {dropped > 0 && (
        <p class="quiet">
          {dropped === 1
            ? "1 line of stats.jsonl is damaged and left out."
            : `${dropped} lines of stats.jsonl are damaged and left out.`}
        </p>
      )}
      {known.length > 0 && bar}
      <div class="charts">
        {information.length > 0 && (
          <Chart title="mutual information with each code, nats" lines={information} view={view} />
        )}
        {losses.length > 0 && <Chart title="loss" lines={losses} view={view} />}
        {scores.length > 0 && (
          <Chart title="output of D for real, held-out and generated items" lines={scores} view={view} />
        )}
        {distances.length > 0 && (
          <Chart title="distance of samples from real images, by level (1: finest)" lines={distances} view={view} />
        )}
        {agreement.length > 0 && (
          <Chart title="agreement of Q on two warps of an image, nats" lines={agreement} view={view} />
        )}
        {usage.length > 0 && <Chart title="entropy of the categories of real images, nats" lines={usage} view={view} />}
        {speed.length > 0 && <Chart title="images per second" lines={speed} view={view} />}
      </div>
      {(!points || unread) && (
        <Wait
          what="Reading the statistics"
          failure={unread}
          again={() => setAttempt(attempt + 1)}
          class={points ? undefined : "charts-to-be"}
        />
      )}
      {points?.length === 0 && <p class="quiet">No statistics yet; there is a line every ten steps.</p>}
      <Snapshots run={run} names={snapshots} />
      <Found run={run} />
      <section>
        <h2>Log</h2>
        <pre class="log" tabIndex={0}>
          {log || "empty"}
        </pre>
      </section>
    </div>
  );
}

/** The pictures that training saved, with a slider over the steps. */
function Snapshots({ run, names }: { run: api.Run; names: string[] }) {
  const steps = [...new Set(names.flatMap((name) => /-(\d+)\.png$/.exec(name)?.[1] ?? []))].sort(
    (a, b) => Number(a) - Number(b),
  );
  // The step in the address; while the film plays, the place is here.
  const [chosen, setChosen] = useAddressed("picture", "");
  const [place, setPlace] = useState(0);
  const [plays, setPlays] = useState(false);
  const [failure, setFailure] = useState("");
  const found = steps.findIndex((each) => Number(each) === Number(chosen || Number.NaN));
  const at = Math.min(plays ? place : found < 0 ? steps.length - 1 : found, steps.length - 1);
  const choose = (to: number) => setChosen(to === steps.length - 1 ? "" : String(Number(steps[to])));
  const step = steps[at];
  useEffect(() => {
    if (!plays) {
      return;
    }
    // The last picture stays a while, then the film begins again.
    const timer = setTimeout(() => setPlace(at + 1 < steps.length ? at + 1 : 0), at + 1 < steps.length ? 250 : 1500);
    return () => clearTimeout(timer);
  }, [plays, at, steps.length]);
  if (step === undefined) {
    return null;
  }
  const shown = ["samples", "codes"].map((kind) => `${kind}-${step}.png`).filter((name) => names.includes(name));
  return (
    <section>
      <h2>Pictures</h2>
      <div class="slide">
        <span>step</span>
        <Slider
          label="step of the pictures"
          least={0}
          most={steps.length - 1}
          step={1}
          value={at}
          text={`step ${Number(step)}`}
          slide={(to) => {
            setPlays(false);
            choose(to);
          }}
        />
        <output>{Number(step).toLocaleString("en")}</output>
        <button
          type="button"
          onClick={() => {
            setPlace(at);
            if (plays) {
              choose(at);
            }
            setPlays(!plays);
          }}
        >
          {plays ? "Pause" : "Play"}
        </button>
        {["samples", "codes"].map((kind) =>
          steps.length > 1 && names.includes(`${kind}-${step}.png`) ? (
            <button
              key={kind}
              type="button"
              aria-label={`${kind} GIF: download all ${kind} as a film (GIF)`}
              onClick={async () => {
                try {
                  download(`${run.id}-${kind}.gif`, await api.film(run.id, kind));
                  setFailure("");
                } catch (problem) {
                  setFailure((problem as Error).message);
                }
              }}
            >
              {kind} GIF
            </button>
          ) : null,
        )}
      </div>
      <Failure text={failure} />
      <div class="snapshots">
        {shown.map((name) => (
          <Saved
            key={name.split("-")[0]}
            address={api.snapshot(run.id, name)}
            alt={
              name.startsWith("codes")
                ? `what each code does at step ${Number(step)}`
                : `samples at step ${Number(step)}`
            }
          />
        ))}
      </div>
    </section>
  );
}
