import type { Inspection } from "./api";

/** What would be read of data, before a run. */
export function Inspected({ about }: { about: Inspection }) {
  const number = (value: number): string => value.toLocaleString("en");
  const skipped = about.skipped_count ?? 0;
  return (
    <div class="inspected">
      <img src={about.pictures} alt={`${Math.min(9, about.count)} ${about.kind} of ${about.name}`} />
      <div>
        <p>
          <strong>{about.name}</strong>: {number(about.count)} {about.kind} of {about.shape}
          {about.held_out > 0 && `, and ${number(about.held_out)} held out`}.
        </p>
        {about.remark !== "" && <p class="lines">{about.remark}</p>}
        {(about.left_out ?? []).map((left) => (
          <p key={left.kind + left.reason} class="quiet">
            Left out: {left.kind} ({number(left.count)}), {left.reason}
            {left.examples.length > 0 && `: ${left.examples.join(", ")}`}
            {left.examples.length > 0 && left.examples.length < left.count && ", …"}
          </p>
        ))}
        {skipped > 0 && (
          <details>
            <summary>
              {number(skipped)} {skipped === 1 ? "file" : "files"} that cannot be used
            </summary>
            <ul>
              {(about.skipped ?? []).map((file) => (
                <li key={file.path}>
                  <code>{file.path}</code> {file.reason}
                </li>
              ))}
            </ul>
          </details>
        )}
        {about.labels !== undefined && about.labels.length > 0 && (
          <p class="quiet">
            Labels, which are not needed:{" "}
            {about.labels
              .slice(0, 20)
              .map((each) => `${each.name} (${number(each.count)})`)
              .join(", ")}
            {about.labels.length > 20 && ", …"}
          </p>
        )}
      </div>
    </div>
  );
}
