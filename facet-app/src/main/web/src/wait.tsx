import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { Failure } from "./failure";

const LONG_MILLIS = 10_000;

/** Whether it has gone on for long. */
function useLong(on: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    if (!on) {
      return;
    }
    const timer = setTimeout(() => setLong(true), LONG_MILLIS);
    return () => clearTimeout(timer);
  }, [on]);
  return long;
}

interface WaitProps {
  /** What is waited for, as in "Reading the data". */
  what: string;
  /** Why it failed; empty while it is under way. */
  failure: string;
  again: () => void;
  /** As large as what will be here, so that nothing jumps when it arrives. */
  class?: string;
  height?: string;
  children?: ComponentChildren;
}

/** Says what is waited for, that it takes long, or what failed. */
export function Wait({ what, failure, again, class: name, height, children }: WaitProps) {
  const waits = failure === "";
  const long = useLong(waits);
  return (
    <div class={name ? `wait ${name}` : "wait"} aria-busy={waits} style={{ minHeight: height }}>
      {waits ? (
        <p class="quiet" role="status">
          {what}…{long ? " The server has not answered for 10 s; this page still waits." : ""}
        </p>
      ) : (
        <Failed failure={failure} again={again} />
      )}
      {children}
    </div>
  );
}

/** What failed, with a button that tries it again; nothing without a failure. */
export function Failed({ failure, again }: { failure: string; again: () => void }) {
  return failure ? (
    <div class="bar">
      <Failure text={failure} />
      <button type="button" onClick={again}>
        Try again
      </button>
    </div>
  ) : null;
}

/** What was asked for, which is asked for again when `key` is another. */
export function useAsked<T>(
  key: string,
  ask: () => Promise<T>,
): { value: T | undefined; failure: string; again: () => void } {
  const [state, setState] = useState<{ value: T | undefined; failure: string }>({ value: undefined, failure: "" });
  const turn = useRef(0);
  const asked = useRef(ask);
  asked.current = ask;
  const again = useCallback(() => {
    const mine = ++turn.current;
    setState((before) => ({ ...before, failure: "" }));
    asked.current().then(
      (value) => mine === turn.current && setState({ value, failure: "" }),
      (problem: Error) => mine === turn.current && setState((before) => ({ ...before, failure: problem.message })),
    );
  }, []);
  useEffect(() => {
    again();
    return () => {
      turn.current++;
    };
  }, [key]);
  return { ...state, again };
}
