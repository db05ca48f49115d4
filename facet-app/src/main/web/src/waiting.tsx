import { useEffect, useState } from "preact/hooks";
import { Copyable } from "./again";
import * as api from "./api";
import { Failure } from "./failure";
import { Wait } from "./wait";

const EVERY_MILLIS = 700;

const TELLS: Record<api.Waiting["state"], string> = {
  waiting: "Waits until the trainings before it have ended.",
  kept: "Waited when the studio ended. It starts only if you say so.",
  starting: "Starting: the data is read, and some steps are timed.",
  begun: "Training has begun.",
  failed: "It could not start.",
};

/** A place in the queue. When its run begins, `begun` is called with it. */
export function Place({ id, begun, gone }: { id: string; begun: (run: string) => void; gone: () => void }) {
  const [place, setPlace] = useState<api.Waiting>();
  const [failure, setFailure] = useState("");
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let over = false;
    let timer = 0;
    setFailure("");
    const look = async () => {
      try {
        const now = await api.waiting(id);
        if (over) {
          return;
        }
        setPlace(now);
        setFailure("");
        if (now.run !== undefined) {
          begun(now.run);
          return;
        }
      } catch (problem) {
        if (!over) {
          setFailure((problem as Error).message);
        }
        if (problem instanceof api.Failure && problem.status === 404) {
          return;
        }
      }
      if (!over) {
        timer = setTimeout(look, EVERY_MILLIS);
      }
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [id, turn]);
  const act = async (action: () => Promise<unknown>, then: () => void) => {
    try {
      await action();
      setFailure("");
      then();
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  return (
    <section class="watch">
      <h2>{place ? `New run on ${place.label}` : "New run"}</h2>
      {place ? (
        <Failure text={failure} />
      ) : (
        <Wait what="Asking the queue" failure={failure} again={() => setTurn(turn + 1)} />
      )}
      {place && (
        <>
          <div class="bar">
            <p role="status" class="tell">
              {TELLS[place.state]}
            </p>
            {(place.state === "kept" || place.state === "failed") && (
              <button type="button" onClick={() => act(() => api.release(place.id), () => undefined)}>
                {place.state === "kept" ? "Start" : "Try again"}
              </button>
            )}
            {place.state !== "starting" && place.state !== "begun" && (
              <button type="button" onClick={() => act(() => api.takeBack(place.id), gone)}>
                Take it back
              </button>
            )}
          </div>
          <Failure text={place.failure} />
          {place.output !== undefined && place.output !== "" && (
            <pre class="log" tabIndex={0}>
              {place.output}
            </pre>
          )}
          <p class="quiet">The same from a terminal:</p>
          <Copyable text={place.command} />
        </>
      )}
    </section>
  );
}
