import { useEffect, useMemo, useState } from "preact/hooks";
import * as api from "./api";
import { Chart, type Line } from "./chart";
import { fullLabel, statisticLabel } from "./codes";
import { Failure } from "./failure";
import { usePicture } from "./use";

const MOST = 6;

/** Several runs side by side. */
export function Compare({ runs, run }: { runs: api.Brief[]; run: api.Run }) {
  const [chosen, setChosen] = useState<string[]>([
    run.id,
    ...runs
      .filter((other) => other.id !== run.id && other.state !== "damaged")
      .slice(-1)
      .map((other) => other.id),
  ]);
  const [differences, setDifferences] = useState<Record<string, string[]>>({});
  const [stats, setStats] = useState<Record<string, api.Stats>>({});
  const [details, setDetails] = useState<Record<string, api.Run>>({});
  const [key, setKey] = useState("");
  const [code, setCode] = useState("");
  const [failure, setFailure] = useState("");
  useEffect(() => {
    const load = async () => {
      try {
        setDifferences(await api.compare(chosen));
        const all = await Promise.all(chosen.map(async (id) => [id, await api.stats(id), await api.run(id)] as const));
        setStats(Object.fromEntries(all.map(([id, values]) => [id, values])));
        setDetails(Object.fromEntries(all.map(([id, , detail]) => [id, detail])));
        setFailure("");
      } catch (problem) {
        setFailure((problem as Error).message);
      }
    };
    if (chosen.length) {
      void load();
    }
  }, [chosen.join()]);
  const keys = [...new Set(Object.values(stats).flatMap((each) => Object.keys(each.values)))].filter(
    (name) => name.includes("/") && !name.startsWith("max_"),
  );
  const shownKey = keys.includes(key) ? key : (keys.find((name) => name.startsWith("nats/")) ?? keys[0] ?? "");
  const codes = [...new Set(Object.values(details).flatMap((each) => each.codes.map((one) => one.name)))];
  const shownCode = codes.includes(code) ? code : (codes[0] ?? "");
  const shownRuns = chosen.flatMap((id) => details[id] ?? []);
  // Runs may have different names for the same code.
  const everyName = (of: (run: api.Run) => string): string => [...new Set(shownRuns.map(of))].join(", ");
  const keyLabel = (name: string): string => everyName((each) => statisticLabel(name, each.names));
  const lines = useMemo<Line[]>(
    () =>
      chosen.flatMap((id) => {
        const values = stats[id]?.values[shownKey];
        const own = statisticLabel(shownKey, details[id]?.names ?? {});
        return values ? [{ label: own === shownKey ? id : `${id} ${own}`, step: stats[id]?.step ?? [], values }] : [];
      }),
    [stats, details, shownKey],
  );
  return (
    <div class="compare">
      <fieldset class="choices">
        <legend>Runs, at most {MOST}</legend>
        {runs
          .filter((each) => each.state !== "damaged")
          .map((each) => (
            <label key={each.id}>
              <input
                type="checkbox"
                checked={chosen.includes(each.id)}
                disabled={!chosen.includes(each.id) && chosen.length >= MOST}
                onChange={(event) =>
                  setChosen(event.currentTarget.checked ? [...chosen, each.id] : chosen.filter((id) => id !== each.id))
                }
              />{" "}
              {each.id}
            </label>
          ))}
      </fieldset>
      <Failure text={failure} />
      <section>
        <h2>Curves</h2>
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
        {lines.length > 0 && <Chart title={keyLabel(shownKey)} lines={lines} />}
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
        <div class="beside">
          {chosen.map((id) => {
            const detail = details[id];
            return detail ? <Sweep key={`${id} ${shownCode}`} run={detail} code={shownCode} /> : null;
          })}
        </div>
      </section>
      <section>
        <h2>Settings that differ from {chosen[0]}</h2>
        {chosen.slice(1).map((id) => (
          <div key={id}>
            <h3>{id}</h3>
            {differences[id]?.length ? (
              <pre tabIndex={0}>{differences[id]?.join("\n")}</pre>
            ) : (
              <p class="quiet">none</p>
            )}
          </div>
        ))}
      </section>
    </div>
  );
}

function Sweep({ run, code }: { run: api.Run; code: string }) {
  const has = run.codes.find((one) => one.name === code);
  const category = run.codes.find((one) => one.categorical !== undefined && one.name !== code);
  const body = { code, columns: 9, ...(category && has?.categorical === undefined ? { down: category.name } : {}) };
  const { address, failure } = usePicture(`${run.checkpoints[0]} ${JSON.stringify(body)}`, () =>
    has ? api.picture(run.id, "traverse", body) : Promise.reject(new Error(`this run has no code ${code}`)),
  );
  return (
    <figure>
      {address && <img src={address} alt={`${fullLabel(code, run.names)} across, in ${run.id}`} />}
      {failure && <p class="quiet">{failure}</p>}
      <figcaption>
        {run.id}: {fullLabel(code, run.names)}
      </figcaption>
    </figure>
  );
}
