import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import * as api from "./api";
import { Chart, type Line } from "./chart";
import { fullLabel } from "./codes";
import { Failure } from "./failure";
import { Slider } from "./slider";

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
  const [points, setPoints] = useState<Point[]>([]);
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

  useEffect(() => {
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
        setFailure((problem as Error).message);
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
          return [...all.filter((point) => point.step < first), ...come];
        });
      }
    }, 500);
    return () => {
      gone = true;
      clearInterval(timer);
      source?.close();
    };
  }, [run.id]);

  const keys = useMemo(() => [...new Set(points.flatMap((point) => Object.keys(point.values)))], [points]);
  const line = (key: string, label = key, dashed = false): Line => {
    const own = points.filter((point) => point.values[key] !== undefined);
    return {
      label,
      step: own.map((point) => point.step),
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
    [points, run.names],
  );
  const losses = useMemo(() => group("loss/"), [points]);
  const scores = useMemo(() => [...group("probability/"), ...group("score/")], [points]);
  const distances = useMemo(
    () => [...(keys.includes("distance") ? [line("distance", "mean")] : []), ...group("distance/")],
    [points],
  );
  const usage = useMemo(() => ofCodes("usage/"), [points, run.names]);
  const agreement = useMemo(() => ofCodes("consistency/"), [points, run.names]);
  const speed = useMemo(() => (keys.includes("images_per_second") ? [line("images_per_second")] : []), [points]);
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
  const last = points[points.length - 1];

  return (
    <div class="watch">
      <section class="bar">
        <p role="status" class={`tell ${now}`}>
          {now === "stopped" && run.time_over ? `Its ${run.minutes} minutes are over.` : TELLS[now]}{" "}
          {last && `Step ${last.step.toLocaleString("en")}, ${pace(last)} images/s.`}
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
      <div class="charts">
        {information.length > 0 && <Chart title="mutual information with each code, nats" lines={information} />}
        {losses.length > 0 && <Chart title="loss" lines={losses} />}
        {scores.length > 0 && <Chart title="output of D for real, held-out and generated items" lines={scores} />}
        {distances.length > 0 && (
          <Chart title="distance of samples from real images, by level (1: finest)" lines={distances} />
        )}
        {agreement.length > 0 && <Chart title="agreement of Q on two warps of an image, nats" lines={agreement} />}
        {usage.length > 0 && <Chart title="entropy of the categories of real images, nats" lines={usage} />}
        {speed.length > 0 && <Chart title="images per second" lines={speed} />}
      </div>
      {points.length === 0 && <p class="quiet">No statistics yet; there is a line every ten steps.</p>}
      <Snapshots run={run} names={snapshots} />
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
  const [place, setPlace] = useState<number>();
  const at = Math.min(place ?? steps.length - 1, steps.length - 1);
  const step = steps[at];
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
          slide={(to) => setPlace(to === steps.length - 1 ? undefined : to)}
        />
        <output>{Number(step).toLocaleString("en")}</output>
      </div>
      <div class="snapshots">
        {shown.map((name) => (
          <img
            key={name.split("-")[0]}
            src={api.snapshot(run.id, name)}
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
