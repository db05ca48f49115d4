import { render } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import * as api from "./api";
import { Compare } from "./compare";
import { Data } from "./data";
import { Explore } from "./explore";
import { Failure } from "./failure";
import { Items } from "./items";
import { Recognise } from "./recognise";
import { New } from "./new";
import { Place } from "./waiting";
import { Wait } from "./wait";
import { Watch } from "./watch";

const VIEWS = ["explore", "recognise", "items", "watch", "compare", "data"] as const;
/** Views that are not of a run: a new run, one like another, a place in the queue. */
const OTHERS = ["new", "like", "place"] as const;
type View = (typeof VIEWS)[number] | (typeof OTHERS)[number];
const TITLES: Record<(typeof VIEWS)[number], string> = {
  explore: "Explore",
  recognise: "Recognise",
  items: "Your pictures",
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
  const [path = ""] = location.hash.split("?");
  const [, run = "", view = ""] = path.split("/");
  return { run: decoded(run), view: [...VIEWS, ...OTHERS].find((name) => name === view) ?? "explore" };
}

/** The text that an address stands for; the address itself if somebody damaged it. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const ofRun = (view: View): boolean => VIEWS.some((name) => name === view);

function App() {
  const [runs, setRuns] = useState<api.Brief[]>();
  const [queue, setQueue] = useState<api.Waiting[]>([]);
  const [starts, setStarts] = useState<boolean>();
  const [failure, setFailure] = useState("");
  const [at, setAt] = useState(place());
  const [run, setRun] = useState<api.Run>();
  const [unread, setUnread] = useState("");

  const list = useCallback(async () => {
    try {
      setRuns(await api.runs());
      if (starts) {
        setQueue(await api.queue());
      }
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  }, [starts]);
  useEffect(() => {
    api
      .choices()
      .then((choices) => setStarts(choices.starts))
      .catch((problem: Error) => setFailure(problem.message));
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
  }, [list]);

  const view = runs?.length === 0 && at.view !== "place" ? "new" : at.view;
  const named = view === "new" || view === "place" ? "" : at.run;
  const id = named || runs?.[runs.length - 1]?.id || "";
  const brief = runs?.find((candidate) => candidate.id === id);
  // An address without a run means the newest one, which will be another later.
  useEffect(() => {
    if (brief && ofRun(view) && at.run === "") {
      const settings = location.hash.split("?").slice(1).join("?");
      const own = `#/${encodeURIComponent(id)}/${view}`;
      history.replaceState(null, "", settings ? `${own}?${settings}` : own);
      setAt(place());
    }
  }, [brief?.id, view, at.run]);
  const reload = useCallback(async () => {
    if (!id) {
      return;
    }
    try {
      setRun(await api.run(id));
      setUnread("");
    } catch (problem) {
      setUnread((problem as Error).message);
    }
  }, [id]);
  const trainable = brief !== undefined && brief.state !== "damaged";
  useEffect(() => {
    if (trainable) {
      void reload();
    }
    // Training adds checkpoints and pictures.
  }, [id, trainable, brief?.state, brief?.step]);

  const go = (to: string, view: View) => {
    location.hash = `#/${encodeURIComponent(to)}/${view}`;
  };
  const started = (made: api.Waiting) => {
    void list();
    go(String(made.id), "place");
  };
  const begun = (made: string) => {
    void list();
    go(made, "watch");
  };
  const current = run?.id === id ? run : undefined;
  const again = () => {
    setUnread("");
    void reload();
  };
  const places = queue.filter((each) => each.state !== "begun");
  const chosen = view === "place" ? `place ${at.run}` : view === "new" ? "" : id;

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
        {runs && runs.length + places.length > 0 && (
          <label class="run">
            <span class="quiet">run</span>
            <select
              value={chosen}
              onChange={(event) => {
                const value = event.currentTarget.value;
                if (value.startsWith("place ")) {
                  go(value.slice("place ".length), "place");
                } else {
                  go(value, ofRun(view) ? view : "watch");
                }
              }}
            >
              {chosen === "" && <option value="">choose…</option>}
              {runs.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.id}
                </option>
              ))}
              {places.length > 0 && (
                <optgroup label="in the queue">
                  {places.map((each) => (
                    <option key={each.id} value={`place ${each.id}`}>
                      {each.label}, {each.state}
                    </option>
                  ))}
                </optgroup>
              )}
            </select>
          </label>
        )}
        {brief && ofRun(view) && (
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
              {name === "items" && brief?.kind === "sequences" ? "Your series" : TITLES[name]}
            </a>
          ))}
          {starts && (
            <a class="new-run" href="#//new" aria-current={view === "new" || view === "like" ? "page" : undefined}>
              New run
            </a>
          )}
        </nav>
      </header>
      <Failure text={runs ? failure || (current && unread) : ""} />
      <main id="content" tabIndex={-1}>
        {!runs && (
          <Wait
            what="Reading the list of runs"
            failure={failure}
            again={() => {
              setFailure("");
              void list();
            }}
          />
        )}
        {runs && trainable && !current && ofRun(view) && (
          <Wait what={`Reading the run ${id}`} failure={unread} again={again} />
        )}
        {runs && view === "new" && <New key="new" like="" started={started} />}
        {runs && view === "like" && brief && <New key={id} like={id} started={started} />}
        {view === "place" && (
          <Place key={at.run} id={at.run} begun={(made) => begun(made)} gone={() => go("", "new")} />
        )}
        {runs && runs.length > 0 && !brief && (
          <p class="failure" role="alert">
            There is no run {id} here; choose another above.
          </p>
        )}
        {ofRun(view) && brief?.state === "damaged" && <p class="failure">This run cannot be read: {brief.error}</p>}
        {current && runs && ofRun(view) && (
          <div key={id}>
            {view === "explore" && <Explore run={current} step={brief?.step ?? current.step} renamed={reload} />}
            {view === "recognise" && <Recognise run={current} />}
            {view === "items" && <Items run={current} renamed={reload} />}
            {view === "watch" && (
              <Watch
                run={current}
                state={brief?.state ?? current.state}
                failed={brief?.failure ?? ""}
                changed={list}
                started={starts ? started : undefined}
              />
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
