import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useAddress, useAddressed } from "./address";
import * as api from "./api";
import { Chart } from "./chart";
import { useCharts, type View } from "./charts";
import { fullLabel, REACH, statisticLabel } from "./codes";
import { COLOURS, type Line, mean } from "./curve";
import { RunTable } from "./table";
import { usePicture } from "./use";
import { Failed, useAsked, Wait } from "./wait";

/** The most runs whose curves are shown, and the most whose pictures are. */
const MOST = 20;
const PICTURES = 6;
/** Stands for no runs; no run is called so. */
const NONE = "/";

/** The place of a line's points on the axis: steps, or minutes of training. */
const placesOf = (stats: { step: number[]; values: api.Stats["values"] }, view: View): number[] => {
  const seconds = stats.values["seconds"];
  return view.axis === "minutes" && seconds
    ? stats.step.map((_, i) => (seconds[i] ?? Number.NaN) / 60)
    : stats.step;
};

/** Several runs side by side. */
export function Compare({ runs, run }: { runs: api.Brief[]; run: api.Run }) {
  const others = runs.filter((other) => other.id !== run.id && other.state !== "damaged").slice(-1);
  const [setting, put] = useAddress();
  const setListed = (ids: string) => put({ runs: ids || NONE });
  // Which runs are chosen at first depends on what there is, so it is in the address, too.
  const [usual] = useState([run.id, ...others.map((other) => other.id)].join());
  useEffect(() => {
    if (!setting("runs")) {
      setListed(usual);
    }
  }, [setting("runs")]);
  const chosen = (setting("runs") || usual)
    .split(",")
    .filter((id) => runs.some((each) => each.id === id && each.state !== "damaged"))
    .slice(0, MOST);
  const { value: rows, failure: untold, again: list } = useAsked(String(runs.length), api.table);
  const [attempt, setAttempt] = useState(0);
  const [differences, setDifferences] = useState<Record<string, string[]>>({});
  const [stats, setStats] = useState<Record<string, api.Stats>>({});
  const [details, setDetails] = useState<Record<string, api.Run>>({});
  const [key, setKey] = useAddressed("statistic", "");
  const [code, setCode] = useAddressed("code", "");
  const [grouped, setGrouped] = useAddressed("seeds", "");
  const { view, bar } = useCharts("compare");
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState("");
  useEffect(() => {
    let gone = false;
    const load = async () => {
      setLoading(true);
      setFailure("");
      try {
        const differing = await api.compare(chosen);
        const all = await Promise.all(chosen.map(async (id) => [id, await api.stats(id), await api.run(id)] as const));
        if (gone) {
          return;
        }
        setDifferences(differing);
        setStats(Object.fromEntries(all.map(([id, values]) => [id, values])));
        setDetails(Object.fromEntries(all.map(([id, , detail]) => [id, detail])));
        setFailure("");
      } catch (problem) {
        setFailure((problem as Error).message);
      }
      setLoading(false);
    };
    if (chosen.length) {
      void load();
    } else {
      setLoading(false);
    }
    return () => {
      gone = true;
    };
  }, [chosen.join(), attempt]);
  // A run keeps its colour while others come and go.
  const colours = useRef(new Map<string, number>());
  const colour = (id: string): string => {
    const taken = colours.current;
    for (const other of [...taken.keys()]) {
      if (!chosen.includes(other)) {
        taken.delete(other);
      }
    }
    if (!taken.has(id)) {
      const used = new Set(taken.values());
      let next = 0;
      while (used.has(next)) {
        next++;
      }
      taken.set(id, next);
    }
    return COLOURS[(taken.get(id) ?? 0) % COLOURS.length] as string;
  };
  const keys = [
    ...new Set(chosen.flatMap((id) => Object.keys(stats[id]?.values ?? {}))),
  ].filter((name) => !name.startsWith("max_") && name !== "seconds" && name !== "resident_bytes");
  const shownKey = keys.includes(key) ? key : (keys.find((name) => name.startsWith("nats/")) ?? keys[0] ?? "");
  const codes = [...new Set(chosen.flatMap((id) => details[id]?.codes.map((one) => one.name) ?? []))];
  const shownCode = codes.includes(code) ? code : (codes[0] ?? "");
  const shownRuns = chosen.flatMap((id) => details[id] ?? []);
  // Runs may have different names for the same code.
  const everyName = (of: (run: api.Run) => string): string => [...new Set(shownRuns.map(of))].join(", ");
  const keyLabel = (name: string): string => everyName((each) => statisticLabel(name, each.names)) || name;
  const lines = useMemo<Line[]>(() => {
    const each = chosen.flatMap((id) => {
      const own = stats[id];
      const values = own?.values[shownKey];
      const label = statisticLabel(shownKey, details[id]?.names ?? {});
      const name = label === shownKey ? id : `${id} ${label}`;
      return own && values
        ? [{ id, line: { label: name, x: placesOf(own, view), values, colour: colour(id) } }]
        : [];
    });
    if (!grouped) {
      return each.map(({ line }) => line);
    }
    const groups = new Map<number, typeof each>();
    for (const one of each) {
      const group = rows?.find((row) => row.id === one.id)?.group ?? -1;
      groups.set(group, [...(groups.get(group) ?? []), one]);
    }
    return [...groups.values()].map((group) => {
      const first = group[0] as (typeof each)[number];
      const row = rows?.find((other) => other.id === first.id);
      return group.length === 1
        ? first.line
        : {
            ...mean(
              `${row?.method} on ${row?.data}, ${group.length} runs like ${first.id}`,
              group.map(({ line }) => line),
            ),
            colour: first.line.colour,
          };
    });
  }, [stats, details, shownKey, grouped, rows, view.axis]);
  return (
    <div class="compare">
      {rows ? (
        <>
          <Failed failure={untold} again={list} />
          <RunTable rows={rows} chosen={chosen} most={MOST} choose={(ids) => setListed(ids.join())} changed={list} />
        </>
      ) : (
        // its heading, its bar, and as many rows as fit
        <Wait
          what="Reading the table of runs"
          failure={untold}
          again={list}
          height={`${6 + Math.min(24, 2.1 * (runs.length + 1))}rem`}
        />
      )}
      <section>
        <h2>Curves</h2>
        {bar}
        <div class="bar">
          <label>
            statistic{" "}
            <select value={shownKey} onChange={(event) => setKey(event.currentTarget.value)}>
              {keys.map((name) => (
                <option key={name} value={name}>
                  {keyLabel(name)}
                </option>
              ))}
            </select>
          </label>
          <label title="their mean, with a band from the least to the greatest">
            <input
              type="checkbox"
              checked={grouped !== ""}
              onChange={(event) => setGrouped(event.currentTarget.checked ? "1" : "")}
            />{" "}
            one line for runs that differ only in their seeds
          </label>
          {loading && (
            <span class="quiet" role="status">
              reading…
            </span>
          )}
        </div>
        <Failed failure={failure} again={() => setAttempt(attempt + 1)} />
        {loading && lines.length === 0 && <Wait what="Reading the curves" failure="" again={list} height="27rem" />}
        {lines.length > 0 && <Chart title={keyLabel(shownKey)} lines={lines} view={view} height={320} />}
        {chosen.length === 0 && <p class="quiet">Choose runs in the table.</p>}
      </section>
      <section>
        <h2>The same codes</h2>
        <label>
          code{" "}
          <select value={shownCode} onChange={(event) => setCode(event.currentTarget.value)}>
            {codes.map((name) => (
              <option key={name} value={name}>
                {everyName((each) => fullLabel(name, each.names))}
              </option>
            ))}
          </select>
        </label>
        {chosen.length > PICTURES && <p class="quiet">Pictures of the first {PICTURES} chosen runs.</p>}
        <div class="beside">
          {chosen.slice(0, PICTURES).map((id) => {
            const detail = details[id];
            return detail ? <Sweep key={`${id} ${shownCode}`} run={detail} code={shownCode} /> : null;
          })}
        </div>
      </section>
      {chosen.length > 1 && (
        <section>
          <h2>Settings that differ from {chosen[0]}</h2>
          {chosen.slice(1).map((id) => (
            <div key={id}>
              <h3>{id}</h3>
              {differences[id]?.length ? (
                <pre tabIndex={0}>{differences[id]?.join("\n")}</pre>
              ) : (
                <p class="quiet">{loading ? "reading…" : "none"}</p>
              )}
            </div>
          ))}
        </section>
      )}
    </div>
  );
}

function Sweep({ run, code }: { run: api.Run; code: string }) {
  const has = run.codes.find((one) => one.name === code);
  const category = run.codes.find((one) => one.categorical !== undefined && one.name !== code);
  // The same range for all runs, wherever people let their sliders end.
  const down = category && has?.categorical === undefined ? { down: category.name } : {};
  const body = { code, columns: 9, range: REACH, ...down };
  const { address, failure, again } = usePicture(`${run.checkpoints[0]} ${JSON.stringify(body)}`, () =>
    has ? api.picture(run, "traverse", body) : Promise.reject(new Error(`this run has no code ${code}`)),
  );
  return (
    <figure>
      {address ? (
        <img src={address} alt={`${fullLabel(code, run.names)} across, in ${run.id}`} />
      ) : has ? (
        <Wait what="Drawing" failure={failure} again={again} class="sweep-to-be" />
      ) : (
        <p class="quiet">{failure}</p>
      )}
      <figcaption>
        {run.id}: {fullLabel(code, run.names)}
      </figcaption>
    </figure>
  );
}
