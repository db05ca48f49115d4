import { useEffect, useState } from "preact/hooks";
import * as api from "./api";

const SHOWN = 64;

const LABELS_USED: Record<api.Run["labels_used"], string> = {
  all: "Training uses all labels.",
  some: "Training uses some of the labels.",
  none: "Training does not use the labels.",
};

/** The training data of a run. */
export function Data({ run }: { run: api.Run }) {
  const [about, setAbout] = useState<api.DataDescription>();
  const [failure, setFailure] = useState("");
  const [indices, setIndices] = useState<number[]>([]);
  const draw = (count: number) =>
    setIndices(Array.from({ length: Math.min(SHOWN, count) }, () => Math.floor(Math.random() * count)));
  useEffect(() => {
    api
      .data(run.id)
      .then((description) => {
        setAbout(description);
        draw(description.count);
      })
      .catch((problem: Error) => setFailure(problem.message));
  }, [run.id]);
  if (failure) {
    return (
      <p class="failure" role="alert">
        {failure}
      </p>
    );
  }
  if (!about) {
    return <p class="quiet">Reading the data…</p>;
  }
  return (
    <div class="data">
      <section>
        <h2>{about.name}</h2>
        <p>
          {about.count.toLocaleString("en")} {about.kind}, {about.shape}. {about.remark}
        </p>
        <p class="quiet fingerprint">fingerprint {about.fingerprint}</p>
        <div class="bar">
          <button type="button" onClick={() => draw(about.count)}>
            Other samples
          </button>
        </div>
        {indices.length > 0 && (
          <img class="sheet" src={api.dataImages(run.id, indices)} alt={`${indices.length} items drawn at random`} />
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
