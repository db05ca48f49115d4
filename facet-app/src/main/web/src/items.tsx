import { useCallback, useEffect, useState } from "preact/hooks";
import { AllItems } from "./all-items";
import type * as api from "./api";
import { Failure } from "./failure";
import * as items from "./items-api";
import { Wait } from "./wait";

const EVERY_MILLIS = 700;

const many = (count: number): string => count.toLocaleString("en");

/** The items of a run's data, by what the recogniser reads of them. */
export function Items({ run, renamed }: { run: api.Run; renamed: () => void }) {
  const [state, setState] = useState<items.ItemsState>();
  const [failure, setFailure] = useState("");
  const look = useCallback(async (action: () => Promise<items.ItemsState>) => {
    try {
      setState(await action());
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  }, []);
  const newest = run.checkpoints[0] ?? 0;
  // what is kept is read again only if somebody asks; the first time it begins by itself
  const begin = () => {
    setFailure("");
    void look(async () => {
      const now = await items.state(run.id);
      return now.state === "none" && !now.failure ? items.read(run.id) : now;
    });
  };
  useEffect(begin, [run.id, newest]);
  useEffect(() => {
    if (state?.state !== "reading") {
      return;
    }
    const timer = setTimeout(() => void look(() => items.state(run.id)), EVERY_MILLIS);
    return () => clearTimeout(timer);
  }, [state]);
  const again = () => void look(() => items.read(run.id));
  if (!state) {
    return <Wait what="Looking what was read of the items" failure={failure} again={begin} />;
  }
  if (state.state === "impossible") {
    return <p class="quiet">{state.reason}</p>;
  }
  if (state.state === "reading") {
    const { done = 0, count = 0 } = state;
    return (
      <section class="items-reading" aria-live="polite">
        <p>
          {count > 0 ? `The recogniser has read ${many(done)} of ${many(count)} items.` : "The data is opened."} This is
          done once for a checkpoint, and goes on if you leave this page.
        </p>
        <progress max={Math.max(1, count)} value={done} aria-label="items read" />
        <Failure text={failure} />
      </section>
    );
  }
  const { failure: failed = "" } = state;
  if (state.state === "none") {
    return (
      <section>
        <Failure text={failure || (failed && `The items could not be read: ${failed}`)} />
        <button type="button" onClick={again}>
          Read the items
        </button>
      </section>
    );
  }
  return (
    <>
      <Failure text={failure || (failed && `The items could not be read again: ${failed}`)} />
      {state.stale === true && (
        <p class="bar" role="status">
          <span class="tell">
            These readings are of step {many(state.step ?? 0)}. The run has a newer model
            {newest > (state.step ?? 0) ? `, of step ${many(newest)}` : ", aligned or calibrated since"}.
          </span>
          <button type="button" onClick={again}>
            Read again
          </button>
        </p>
      )}
      {state.changed === true && (
        <p class="quiet">The data has changed since this run was trained on it. It is shown as it is now.</p>
      )}
      {(state.count ?? 0) < (state.total ?? 0) && (
        <p class="quiet">
          {many(state.count ?? 0)} of {many(state.total ?? 0)} items were read, drawn at random.
        </p>
      )}
      <AllItems run={run} state={state} renamed={renamed} />
    </>
  );
}
