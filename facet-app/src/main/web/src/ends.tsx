import { useState } from "preact/hooks";
import * as api from "./api";
import { type Code, ends, hasEnds, label, shown } from "./codes";
import { Failure } from "./failure";

interface Props {
  run: api.Run;
  code: Code;
  /** The value at which the slider can be made to begin or to end. */
  here: number;
  /** Whether the ends can be typed, too. */
  typed?: boolean;
  renamed: () => void;
}

/** Sets where the slider of a code begins and ends. */
export function Ends({ run, code, here, typed, renamed }: Props) {
  const [low, high] = ends(code, run.names);
  const [first, setFirst] = useState<string>();
  const [last, setLast] = useState<string>();
  const [failure, setFailure] = useState("");
  const name = label(code, run.names);
  const act = async (action: () => Promise<unknown>) => {
    try {
      await action();
      setFirst(undefined);
      setLast(undefined);
      setFailure("");
      renamed();
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  const put = (change: { low?: number; high?: number }) => void act(() => api.setEnds(run.id, code.name, change));
  const field = (what: string, value: string, set: (text: string) => void) => (
    <label>
      {what}{" "}
      <input
        type="number"
        step="any"
        required
        class="end"
        aria-label={`${name} ${what} at`}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
  return (
    <div class="bar ends" role="group" aria-label={`ends of the slider ${name}`}>
      {typed && (
        <form
          class="bar"
          onSubmit={(event) => {
            event.preventDefault();
            put({ low: Number(first ?? low), high: Number(last ?? high) });
          }}
        >
          {field("begins", first ?? String(low), setFirst)}
          {field("ends", last ?? String(high), setLast)}
          <button type="submit" aria-label={`set the ends of ${name}`}>
            Set
          </button>
        </form>
      )}
      <button type="button" aria-label={`${name} begins here, at ${shown(here)}`} onClick={() => put({ low: here })}>
        Begins here
      </button>
      <button type="button" aria-label={`${name} ends here, at ${shown(here)}`} onClick={() => put({ high: here })}>
        Ends here
      </button>
      {(run.names[code.name]?.ends?.length ?? 0) > 0 && (
        <button
          type="button"
          aria-label={`undo the last change of the ends of ${name}`}
          onClick={() => void act(() => api.undoEnds(run.id, code.name))}
        >
          Undo
        </button>
      )}
      {hasEnds(code, run.names) && (
        <button type="button" aria-label={`reset the ends of ${name}`} onClick={() => put({})}>
          Reset
        </button>
      )}
      <Failure text={failure} />
    </div>
  );
}
