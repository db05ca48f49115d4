import { useEffect, useState } from "preact/hooks";
import { useAddressed, whole } from "./address";
import * as api from "./api";
import { label, valuesOf } from "./codes";
import { drawn, useDraw } from "./drawn";
import { Choose, Drop } from "./drop";
import { begin } from "./explored";
import { Readings, useReadings } from "./reading";
import { facet } from "./snippet";
import { Wait } from "./wait";

const PICKED = 16;
/** Steps of a search for codes and noise. */
const SEARCH = 200;

/** Reads the codes of pictures that are dropped here or picked from the data. */
export function Recognise({ run }: { run: api.Run }) {
  const { read, busy, ask, again: repeat } = useReadings<api.Reading>();
  const [count, setCount] = useState<number>();
  const [seed, draw] = useDraw(false);
  const [one, setOne] = useAddressed("item", "");
  const item = whole(one, Number.MAX_SAFE_INTEGER);
  const [failure, setFailure] = useState("");
  /** Reads the single picture again, with a search. */
  const [again, setAgain] = useState<(search: number) => Promise<api.Reading>>();
  const indices = seed === undefined || count === undefined ? [] : drawn(seed, PICKED, count);
  const open = async () => {
    setFailure("");
    try {
      setCount((await api.data(run.id)).count);
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  useEffect(() => {
    if (seed !== undefined && count === undefined) {
      void open();
    }
  }, [seed]);
  useEffect(() => {
    if (item !== undefined && run.recognises) {
      setAgain(() => (search: number) => api.encodeItem(run.id, item, search));
      void ask([`item ${item}`], () => api.encodeItem(run.id, item));
    }
  }, [item]);
  if (!run.recognises) {
    return <p class="quiet">This run has no recogniser: its method trains none.</p>;
  }
  const files = (given: File[]) => {
    if (given.length && run.kind === "images") {
      setOne("");
      setAgain(() => (search: number) => api.encodeFile(run.id, given[0] as File, search));
      void ask(
        given.map((file) => file.name),
        (k) => api.encodeFile(run.id, given[k] as File),
      );
    }
  };
  return (
    <div class="recognise">
      <Drop take={(what) => files(Array.from(what.files))}>
        {run.kind === "images" ? (
          <p>
            Drop pictures here, or choose some. They are prepared like the training data: cropped to the middle square
            and converted to {run.shape}.
          </p>
        ) : (
          <p>This run reads sequences, {run.shape}. Pick some from the data, or send others to the HTTP API.</p>
        )}
        <div class="bar">
          {run.kind === "images" && <Choose take={files} />}
          <button type="button" onClick={draw}>
            Pick from the data
          </button>
        </div>
        {seed !== undefined && count === undefined && (
          <Wait what="Opening the data" failure={failure} again={() => void open()} />
        )}
        {indices.length > 0 && (
          <div class="picked" role="group" aria-label="items of the data">
            {indices.map((index) => (
              <button
                key={index}
                type="button"
                class="item"
                aria-label={`item ${index}`}
                onClick={() => setOne(String(index))}
              >
                <img src={api.dataImages(run.id, [index])} alt="" />
              </button>
            ))}
          </div>
        )}
      </Drop>
      <Readings
        read={read}
        busy={busy}
        again={repeat}
        labels={run.codes.map((code) => label(code, run.names))}
        edit={(reading, name) => (
          <Edit
            run={run}
            reading={reading}
            name={name}
            busy={busy}
            search={() => again && void ask([name], () => again(SEARCH))}
          />
        )}
        more={(reading) => <Neighbours run={run} reading={reading} />}
      />
    </div>
  );
}

interface EditProps {
  run: api.Run;
  reading: api.Reading;
  name: string;
  busy: boolean;
  search: () => void;
}

/** Goes on with a picture on the page Explore, whose sliders then begin at its codes. */
function Edit({ run, reading, name, busy, search }: EditProps) {
  const { row, search: searched } = reading;
  return (
    <>
      {!row && (
        <p class="quiet">
          This run has no encoder, so the second picture has the codes of the first, and otherwise nothing of it.{" "}
          <code>{facet()} fit-encoder</code> fits one. Or search codes and noise for this picture; then you can edit it.
        </p>
      )}
      {searched && (
        <p class="quiet">
          Codes and noise were searched in {searched.steps} steps: the mean difference was{" "}
          {searched.before.toFixed(3)}, and is {searched.after.toFixed(3)}.
        </p>
      )}
      <div class="bar">
        {row && (
          <button
            type="button"
            onClick={() => {
              const edited = { name, seen: reading.seen, row, model: run.checkpoints[0] ?? 0 };
              const codes = valuesOf(run.noise.size, run.codes, row);
              begin(run.id, { seed: 0, index: 0, codes, free: [], edited });
              location.hash = `#/${encodeURIComponent(run.id)}/explore`;
            }}
          >
            Edit this picture
          </button>
        )}
        {!searched && (
          <button
            type="button"
            disabled={busy}
            title="gradient steps on the codes and the noise; takes some seconds"
            onClick={search}
          >
            {busy ? "Searching…" : "Make it again better"}
          </button>
        )}
      </div>
    </>
  );
}

function Neighbours({ run, reading }: { run: api.Run; reading: api.Reading }) {
  return (
    <>
      {reading.neighbours.length > 0 && (
        <>
          <h3>Most similar codes in the data</h3>
          <div class="picked">
            {reading.neighbours.map((index) => (
              <span class="item" key={index}>
                <img src={api.dataImages(run.id, [index])} alt={`item ${index}`} title={`item ${index}`} />
              </span>
            ))}
          </div>
        </>
      )}
      {reading.neighbours_missing && <p class="quiet">No neighbours: {reading.neighbours_missing}</p>}
    </>
  );
}
