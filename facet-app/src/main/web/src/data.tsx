import * as api from "./api";
import { aspect } from "./codes";
import { drawn, useDraw } from "./drawn";
import { useAsked, Wait } from "./wait";

const SHOWN = 64;

const LABELS_USED: Record<api.Run["labels_used"], string> = {
  all: "Training uses all labels.",
  some: "Training uses some of the labels.",
  none: "Training does not use the labels.",
};

/** The training data of a run. */
export function Data({ run }: { run: api.Run }) {
  const { value: about, failure, again } = useAsked(run.id, () => api.data(run.id));
  const [seed, draw] = useDraw(true);
  if (!about) {
    return <Wait what="Reading the data" failure={failure} again={again} />;
  }
  const shape = run.kind === "images" ? aspect(run.shape) : 1;
  const indices = drawn(seed ?? 0, SHOWN, about.count);
  return (
    <div class="data">
      <section>
        <h2>{about.name}</h2>
        <p>
          {about.count.toLocaleString("en")} {about.kind}, {about.shape}. {about.remark}
        </p>
        <p class="quiet fingerprint">fingerprint {about.fingerprint}</p>
        <div class="bar">
          <button type="button" onClick={draw}>
            Other samples
          </button>
        </div>
        {indices.length > 0 && (
          <img
            class="sheet"
            src={api.dataImages(run.id, indices)}
            alt={`${indices.length} items drawn at random`}
            style={indices.length === SHOWN ? { aspectRatio: String(shape) } : undefined}
          />
        )}
      </section>
      {about.skipped !== undefined && (about.skipped_count ?? 0) > 0 && (
        <section>
          <h2>{about.skipped_count} files that cannot be used</h2>
          <ul>
            {about.skipped.map((file) => (
              <li key={file.path}>
                <code>{file.path}</code> {file.reason}
              </li>
            ))}
          </ul>
        </section>
      )}
      {about.left_out !== undefined && about.left_out.length > 0 && (
        <section>
          <h2>Left out</h2>
          <ul>
            {about.left_out.map((left) => (
              <li key={left.kind + left.reason}>
                {left.kind} ({left.count.toLocaleString("en")}), {left.reason}
                {left.examples.length > 0 && ": "}
                <code>{left.examples.join(", ")}</code>
                {left.examples.length > 0 && left.examples.length < left.count && ", …"}
              </li>
            ))}
          </ul>
        </section>
      )}
      {about.labels && (
        <section>
          <h2>Labels</h2>
          <p class="quiet">{LABELS_USED[run.labels_used]}</p>
          <div class="wide">
            <table>
              <thead>
                <tr>
                  <th scope="col">class</th>
                  <th scope="col">items</th>
                </tr>
              </thead>
              <tbody>
                {about.labels.map((each) => (
                  <tr key={each.name}>
                    <th scope="row">{each.name}</th>
                    <td>{each.count.toLocaleString("en")}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {about.factors && about.factors.length > 0 && (
        <section>
          <h2>True factors</h2>
          <div class="wide">
            <table>
              <thead>
                <tr>
                  <th scope="col">factor</th>
                  <th scope="col">from</th>
                  <th scope="col">to</th>
                </tr>
              </thead>
              <tbody>
                {about.factors.map((factor) => (
                  <tr key={factor.name}>
                    <th scope="row">{factor.name}</th>
                    <td>{factor.least.toPrecision(4)}</td>
                    <td>{factor.most.toPrecision(4)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </div>
  );
}
