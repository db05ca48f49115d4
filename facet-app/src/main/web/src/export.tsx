import { useState } from "preact/hooks";
import * as api from "./api";
import { Failure } from "./failure";
import { download } from "./use";

type State = "ready" | "working" | "done";

/** Downloads the model that is shown, for other programs and as a page that needs no server. */
export function Export({ run }: { run: api.Run }) {
  const [state, setState] = useState<State>("ready");
  const [failure, setFailure] = useState("");
  return (
    <>
      <button
        type="button"
        disabled={state === "working"}
        aria-busy={state === "working"}
        onClick={async () => {
          setState("working");
          setFailure("");
          try {
            download(`${run.id.replace(/.*[/\\]/, "")}.zip`, await api.exported(run));
            setState("done");
          } catch (problem) {
            setState("ready");
            setFailure((problem as Error).message);
          }
        }}
      >
        {state === "working" ? "Exporting…" : "Export"}
      </button>
      <span role="status" class="quiet">
        {state === "done" &&
          "Unpack the archive: web/index.html explores the model without a server; README.md says how to use it."}
      </span>
      <Failure text={failure} />
    </>
  );
}
