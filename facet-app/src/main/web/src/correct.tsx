import { useState } from "preact/hooks";
import type * as api from "./api";
import { type Code, all, categoryLabel, isUsed } from "./codes";
import { Failure } from "./failure";
import * as items from "./items-api";

const OTHER = "other";

interface Props {
  run: api.Run;
  code: Code & { categorical: number };
  /** The numbers of the items. */
  numbers: number[];
  most: number;
  /** What they are read as, or were corrected to, if they are all the same. */
  now: number | undefined;
  /** Whether any of them was corrected. */
  corrected: boolean;
  done: (corrected: items.Corrected) => void;
}

/** Says what some items are: a category, or a name that no category has. */
export function Correct({ run, code, numbers, most, now, corrected, done }: Props) {
  const categories = all(code, run.names).filter((category) => isUsed(code, category));
  const [given, setGiven] = useState<string>();
  const [name, setName] = useState("");
  const [failure, setFailure] = useState("");
  const choice = given ?? String(now ?? categories[0] ?? 0);
  const ask = async (what: { category?: number; label?: string }) => {
    try {
      done(await items.correct(run.id, { items: numbers, code: code.name, ...what }));
      setGiven(undefined);
      setName("");
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  const these = numbers.length === 1 ? "this" : `these ${numbers.length.toLocaleString("en")}`;
  if (numbers.length > most) {
    return (
      <p class="quiet">
        {numbers.length.toLocaleString("en")} are too many to correct or export at once; choose at most{" "}
        {most.toLocaleString("en")}.
      </p>
    );
  }
  return (
    <form
      class="bar correct"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(choice === OTHER ? { label: name } : { category: Number(choice) });
      }}
    >
      <label>
        {numbers.length === 1 ? "This is" : "These are"}{" "}
        <select value={choice} onChange={(event) => setGiven(event.currentTarget.value)}>
          {categories.map((category) => (
            <option key={category} value={String(category)}>
              {categoryLabel(code, run.names, category)}
            </option>
          ))}
          <option value={OTHER}>another name…</option>
        </select>
      </label>
      {choice === OTHER && (
        <input
          class="name"
          aria-label="what it is"
          value={name}
          maxLength={80}
          required
          onInput={(event) => setName(event.currentTarget.value)}
        />
      )}
      <button type="submit" aria-label={`correct ${these}`}>
        Correct
      </button>
      {corrected && (
        <button type="button" onClick={() => void ask({})}>
          Forget corrections
        </button>
      )}
      <Failure text={failure} />
    </form>
  );
}
