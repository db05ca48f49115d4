import { useState } from "preact/hooks";
import { Copyable } from "./again";
import type * as api from "./api";
import { type Code, label } from "./codes";
import { Correct } from "./correct";
import { Failure } from "./failure";
import * as items from "./items-api";
import { download } from "./use";

interface Props {
  run: api.Run;
  code: (Code & { categorical: number }) | undefined;
  numbers: number[];
  most: number;
  corrected: boolean;
  clear: () => void;
  done: (corrected: items.Corrected) => void;
}

/** What can be done with the chosen items. */
export function Chosen({ run, code, numbers, most, corrected, clear, done }: Props) {
  const [failure, setFailure] = useState("");
  const save = async (format: "csv" | "zip") => {
    try {
      const name = format === "csv" ? `${run.id}-codes.csv` : `${run.id}-pictures.zip`;
      download(name, await items.exported(run.id, numbers, format));
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  return (
    <section class="chosen" aria-label="chosen items">
      <div class="bar">
        <strong role="status">{numbers.length.toLocaleString("en")} chosen</strong>
        <button type="button" onClick={clear}>
          Clear
        </button>
        {numbers.length <= most && (
          <button type="button" onClick={() => void save("csv")}>
            Save as CSV
          </button>
        )}
        {numbers.length <= most && run.kind === "images" && (
          <button type="button" onClick={() => void save("zip")}>
            Save pictures as ZIP
          </button>
        )}
      </div>
      {code && (
        <Correct
          run={run}
          code={code}
          numbers={numbers}
          most={most}
          now={undefined}
          corrected={corrected}
          done={done}
        />
      )}
      <Failure text={failure} />
    </section>
  );
}

interface SummaryProps {
  run: api.Run;
  code: Code & { categorical: number };
  said: items.Corrected;
  done: (corrected: items.Corrected) => void;
  named: (category: number, name: string) => Promise<void>;
}

/** What all corrections together say, and what can be done with them. */
export function Summary({ run, code, said, done, named }: SummaryProps) {
  const [labels, setLabels] = useState<items.Labels>();
  const [failure, setFailure] = useState("");
  const ours = said.codes.find((each) => each.code === code.name);
  const act = async (action: () => Promise<void>) => {
    try {
      await action();
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  if (!ours || (said.change === 0 && ours.items.length === 0)) {
    return null;
  }
  const count = (n: number): string => n.toLocaleString("en");
  return (
    <section class="summary" aria-label="corrections">
      <div class="bar">
        <p class="tell">
          {count(ours.items.length)} corrected.{" "}
          {ours.compared > 0 && (
            <>
              The recogniser agrees with {count(ours.agree)} of {count(ours.compared)} (
              {Math.round((100 * ours.agree) / ours.compared)} %). People mostly correct what is wrong, so this is no
              accuracy for all.
            </>
          )}
          {ours.lost > 0 && <> {count(ours.lost)} are of items that the data no longer has.</>}
        </p>
        <button
          type="button"
          disabled={said.change === 0}
          onClick={() => void act(async () => done(await items.undo(run.id)))}
        >
          Undo
        </button>
        <button
          type="button"
          disabled={ours.items.length === 0}
          onClick={() => void act(async () => setLabels(await items.labels(run.id, code.name)))}
        >
          Train with these labels…
        </button>
      </div>
      {ours.proposals.map(({ category, label: name, count: agree, of }) => (
        <p key={category} class="says">
          <span>
            {agree} of {of} corrected items of {label(code, run.names)} {category} are <b>{name}</b>
          </span>
          <button
            type="button"
            aria-label={`Name it ${name}: category ${category}`}
            onClick={() => void act(() => named(category, name))}
          >
            Name it {name}
          </button>
        </p>
      ))}
      {labels && (
        <div class="again">
          <p>
            {count(labels.rows)} labels are in <code>{labels.file}</code>.
            {labels.left_out > 0 && ` ${count(labels.left_out)} are not, because they are of the test part.`} A new run
            that learns from them, and without labels from all else:
          </p>
          <Copyable text={labels.command} />
          <button
            type="button"
            onClick={() => download("labels.csv", new Blob([labels.table], { type: "text/csv" }))}
          >
            Save labels.csv
          </button>
        </div>
      )}
      <Failure text={failure} />
    </section>
  );
}
