import * as api from "./api";
import { fullLabel } from "./codes";
import { number } from "./curve";
import { Saved } from "./saved";
import { facet, quoted } from "./snippet";
import { Failed, useAsked, Wait } from "./wait";

const TELLS: Record<string, string> = {
  "confusion.png": "which classes the categories hold",
  "neighbours.png": "samples, each followed by the three training images nearest to it",
  "reconstructions.png": "images, each beside what the generator makes of it",
};

/** Names of single figures that this view tells in words, or that are no figures. */
const TOLD = new Set(["images", "step", "nearest_training_ratio", "conditional_accuracy"]);

const three = (value: number): string => value.toFixed(3).replace("-", "−");

/** What `facet evaluate` found of a run. */
export function Found({ run }: { run: api.Run }) {
  const { value: found, failure, again } = useAsked(`${run.id} ${run.step}`, () => api.figures(run.id));
  const measured = found?.images !== undefined;
  return (
    <section class="found">
      <h2>What was measured</h2>
      {found ? (
        <Failed failure={failure} again={again} />
      ) : (
        <Wait what="Reading the figures" failure={failure} again={again} />
      )}
      {found && !measured && (
        <>
          <p class="quiet">
            Nothing yet. This measures what the codes found, and writes it here; it takes a minute or so.
          </p>
          <pre tabIndex={0}>{`${facet()} evaluate ${quoted(run.path)}`}</pre>
        </>
      )}
      {found && measured && <Figures run={run} found={found} />}
    </section>
  );
}

function Figures({ run, found }: { run: api.Run; found: api.Figures }) {
  const { clustering, accuracy_interval: interval } = found;
  const lines: [string, string][] = [];
  if (clustering) {
    const within = interval ? ` (95 %: ${three(interval[0])} to ${three(interval[1])})` : "";
    lines.push([`accuracy of ${fullLabel(clustering.code, run.names)}`, three(clustering.accuracy) + within]);
    lines.push(["classes that have a category", String(clustering.covered)]);
    lines.push(["NMI, ARI, purity", [clustering.nmi, clustering.ari, clustering.purity].map(three).join(", ")]);
  }
  if (found.conditional_accuracy !== undefined) {
    lines.push(["drawn as asked, by a classifier", three(found.conditional_accuracy)]);
  }
  for (const { code, nats, max_nats: most } of found.mutual_information ?? []) {
    lines.push([`information of ${fullLabel(code, run.names)}`, `${number(nats)} of ${number(most)} nats`]);
  }
  if (found.nearest_training_ratio !== undefined) {
    lines.push([
      "samples' distance from training images, of held-out images' (near 0: repeated)",
      number(found.nearest_training_ratio),
    ]);
  }
  if (found.reconstruction) {
    const { error, of_mean: mean } = found.reconstruction;
    lines.push(["mean error of images made again", `${three(error)} (the mean image: ${three(mean)})`]);
  }
  for (const part of [found.disentanglement, found.quality]) {
    for (const [name, value] of Object.entries(part ?? {})) {
      if (typeof value === "number" && !TOLD.has(name)) {
        lines.push([name.replaceAll("_", " "), number(value)]);
      }
    }
  }
  const factors = found.factors ?? [];
  return (
    <>
      <p class="quiet">
        On {found.images?.toLocaleString("en")} {found.held_out ? "held-out items" : "items"} of {found.data}
        {found.step !== undefined && `, at step ${found.step.toLocaleString("en")}`}.
        {found.step !== undefined && found.step < run.step && (
          <>
            {" "}
            The run went on since; measure again with <code>{`${facet()} evaluate ${quoted(run.path)}`}</code>.
          </>
        )}
      </p>
      <div class="wide">
        <table>
          <tbody>
            {lines.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {factors.length > 0 && (
        <div class="wide">
          <table>
            <thead>
              <tr>
                <th scope="col">code</th>
                <th scope="col">factor it follows most</th>
                <th scope="col">rank correlation ρ</th>
              </tr>
            </thead>
            <tbody>
              {factors.map(({ code, factor, spearman }) => (
                <tr key={code + factor}>
                  <th scope="row">{fullLabel(code, run.names)}</th>
                  <td>{factor}</td>
                  <td>{spearman.toFixed(2).replace("-", "−")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="snapshots">
        {(found.pictures ?? []).map((name) => (
          <figure key={name}>
            <Saved address={`${api.snapshot(run.id, name)}?step=${found.step ?? 0}`} alt={TELLS[name] ?? name} />
            <figcaption class="quiet">{TELLS[name] ?? name}</figcaption>
          </figure>
        ))}
      </div>
      {Object.entries(found.unmeasured ?? {}).map(([figure, reason]) => (
        <p key={figure} class="quiet">
          Not measured: {figure}: {reason}
        </p>
      ))}
    </>
  );
}
