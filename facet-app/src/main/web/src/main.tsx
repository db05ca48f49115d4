import { render } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import * as api from "./api";
import { Compare } from "./compare";
import { Data } from "./data";
import { Explore } from "./explore";
import { Failure } from "./failure";
import { Recognise } from "./recognise";
import { facet } from "./snippet";
import { Watch } from "./watch";

const VIEWS = ["explore", "recognise", "watch", "compare", "data"] as const;
type View = (typeof VIEWS)[number];
const TITLES: Record<View, string> = {
  explore: "Explore",
  recognise: "Recognise",
  watch: "Watch",
  compare: "Compare",
  data: "Data",
};

const STATES: Record<api.State, string> = {
  starting: "starting",
  training: "training",
  done: "trained",
  stopped: "stopped",
  died: "ended unexpectedly",
  damaged: "damaged",
};

function place(): { run: string; view: View } {
  const [, run = "", view = ""] = location.hash.split("/");
  return { run: decodeURIComponent(run), view: VIEWS.find((name) => name === view) ?? "explore" };
}

function App() {
  const [runs, setRuns] = useState<api.Brief[]>();
  const [failure, setFailure] = useState("");
  const [at, setAt] = useState(place());
  const [run, setRun] = useState<api.Run>();

  const list = useCallback(async () => {
    try {
      setRuns(await api.runs());
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  }, []);
  useEffect(() => {
    void list();
    const timer = setInterval(list, 3000);
    const moved = () => setAt(place());
    addEventListener("hashchange", moved);
    return () => {
      clearInterval(timer);
      removeEventListener("hashchange", moved);
    };
  }, []);

  const id = at.run || runs?.[runs.length - 1]?.id || "";
  const brief = runs?.find((candidate) => candidate.id === id);
  const reload = useCallback(async () => {
    if (!id) {
      return;
    }
    try {
      setRun(await api.run(id));
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  }, [id]);
  const trainable = brief !== undefined && brief.state !== "damaged";
  useEffect(() => {
    if (trainable) {
      void reload();
    }
    // Training adds checkpoints and pictures.
  }, [id, trainable, brief?.state, brief?.state === "training" ? brief.step : 0]);

  const go = (to: string, view: View) => {
    location.hash = `#/${encodeURIComponent(to)}/${view}`;
  };
  const current = run?.id === id ? run : undefined;
  const view = at.view;

  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header>
        <h1>
          <span class="mark" aria-hidden="true" />
          Facet
        </h1>
        {runs && runs.length > 0 && (
          <label class="run">
            <span class="quiet">run</span>
            <select value={id} onChange={(event) => go(event.currentTarget.value, view)}>
              {runs.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.id}
                </option>
              ))}
            </select>
          </label>
        )}
        {brief && (
          <p class={`state ${brief.state}`} role="status">
            {STATES[brief.state]}
            {brief.state !== "damaged" &&
              `, step ${brief.step.toLocaleString("en")} of ${brief.steps.toLocaleString("en")}`}
          </p>
        )}
        <nav aria-label="views">
          {VIEWS.map((name) => (
            <a
              key={name}
              href={`#/${encodeURIComponent(id)}/${name}`}
              aria-current={name === view ? "page" : undefined}
            >
              {TITLES[name]}
            </a>
          ))}
        </nav>
      </header>
      <Failure text={failure} />
      <main id="content" tabIndex={-1}>
        {runs && runs.length === 0 && (
          <section class="empty">
            <h2>No runs yet</h2>
            <p>Train one in a terminal, in the folder where this studio was started. It will appear here:</p>
            <pre>{facet()} train strokes</pre>
          </section>
        )}
        {runs && runs.length > 0 && !brief && (
          <p class="failure" role="alert">
            There is no run {id} here; choose another above.
          </p>
        )}
        {brief?.state === "damaged" && <p class="failure">This run cannot be read: {brief.error}</p>}
        {current && runs && (
          <div key={id}>
            {view === "explore" && <Explore run={current} step={brief?.step ?? current.step} renamed={reload} />}
            {view === "recognise" && <Recognise run={current} />}
            {view === "watch" && (
              <Watch run={current} state={brief?.state ?? current.state} failed={brief?.failure ?? ""} changed={list} />
            )}
            {view === "compare" && <Compare runs={runs} run={current} />}
            {view === "data" && <Data run={current} />}
          </div>
        )}
      </main>
    </>
  );
}

const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(<App />, root);
}
