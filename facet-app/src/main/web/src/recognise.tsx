import { useState } from "preact/hooks";
import * as api from "./api";
import { shown } from "./codes";
import { Failure } from "./failure";

const PICKED = 16;
const MOST = 100;

interface Read {
  name: string;
  reading?: api.Reading;
  failure?: string;
}

/** What Q says of pictures that are dropped here or picked from the data. */
export function Recognise({ run }: { run: api.Run }) {
  const [read, setRead] = useState<Read[]>([]);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [count, setCount] = useState<number>();
  const [indices, setIndices] = useState<number[]>([]);
  const [failure, setFailure] = useState("");
  if (!run.recognises) {
    return <p class="quiet">This run has no recogniser: its method trains none.</p>;
  }
  const ask = async (names: string[], each: (k: number) => Promise<api.Reading>) => {
    setBusy(true);
    const all: Read[] = [];
    for (let k = 0; k < Math.min(MOST, names.length); k++) {
      try {
        all.push({ name: names[k] ?? "", reading: await each(k) });
      } catch (problem) {
        all.push({ name: names[k] ?? "", failure: (problem as Error).message });
      }
      setRead([...all]);
    }
    setBusy(false);
  };
  const files = (list: FileList | null | undefined) => {
    const given = Array.from(list ?? []);
    if (given.length && run.kind === "images") {
      void ask(
        given.map((file) => file.name),
        (k) => api.encodeFile(run.id, given[k] as File),
      );
    }
  };
  const pick = async () => {
    try {
      const size = count ?? (await api.data(run.id)).count;
      setCount(size);
      setIndices(Array.from({ length: Math.min(PICKED, size) }, () => Math.floor(Math.random() * size)));
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  return (
    <div class="recognise">
      <section
        class={over ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          files(event.dataTransfer?.files);
        }}
      >
        {run.kind === "images" ? (
          <p>Drop pictures here, or choose some. They are read as the data was: the middle square, brought to {run.shape}.</p>
        ) : (
          <p>This run reads sequences, {run.shape}. Pick some from the data; programs send others to the HTTP API.</p>
        )}
        <div class="bar">
          {run.kind === "images" && (
            <label class="button">
              Choose pictures
              <input type="file" accept="image/*" multiple class="hidden" onChange={(event) => files(event.currentTarget.files)} />
            </label>
          )}
          <button type="button" onClick={pick}>
            Pick from the data
          </button>
        </div>
        <Failure text={failure} />
        {indices.length > 0 && (
          <div class="picked" role="group" aria-label="items of the data">
            {indices.map((index) => (
              <button
                key={index}
                type="button"
                class="item"
                aria-label={`item ${index}`}
                onClick={() => void ask([`item ${index}`], () => api.encodeItem(run.id, index))}
              >
                <img src={api.dataImages(run.id, [index])} alt="" />
              </button>
            ))}
          </div>
        )}
      </section>
      <section aria-live="polite" aria-busy={busy}>
        {read.length === 1 && read[0] && <Single run={run} read={read[0]} />}
        {read.length > 1 && <Table run={run} read={read} />}
      </section>
    </div>
  );
}

function Single({ run, read }: { run: api.Run; read: Read }) {
  if (!read.reading) {
    return (
      <p class="failure" role="alert">
        {read.failure}
      </p>
    );
  }
  const { reading } = read;
  return (
    <article class="reading">
      <h2>{read.name}</h2>
      <div class="pair">
        <figure>
          <img src={reading.seen} alt="what the recogniser saw" />
          <figcaption class="quiet">seen</figcaption>
        </figure>
        <figure>
          <img src={reading.reconstruction} alt="what the generator makes of the codes" />
          <figcaption class="quiet">made of its codes</figcaption>
        </figure>
      </div>
      <dl>
        {reading.codes.map((code) => (
          <div key={code.code}>
            <dt>{code.label}</dt>
            <dd>
              {code.category !== undefined ? (
                <>
                  <strong class="found">{code.name}</strong> {((code.probability ?? 0) * 100).toFixed(1)} %
                  <Bars probabilities={code.probabilities ?? []} />
                </>
              ) : (
                <>
                  {shown(code.mean ?? 0)} ± {shown(code.sigma ?? 0)}
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
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
    </article>
  );
}

function Bars({ probabilities }: { probabilities: number[] }) {
  return (
    <span class="bars" aria-hidden="true">
      {probabilities.map((p, k) => (
        <span key={k} title={`${k}: ${(p * 100).toFixed(1)} %`} style={{ height: `${Math.max(2, p * 100)}%` }} />
      ))}
    </span>
  );
}

function Table({ run, read }: { run: api.Run; read: Read[] }) {
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">picture</th>
            <th scope="col">seen</th>
            {run.codes.map((code) => (
              <th scope="col" key={code.name}>
                {run.names[code.name]?.name || code.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {read.map(({ name, reading, failure }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {reading ? (
                <>
                  <td>
                    <img class="small" src={reading.seen} alt="" />
                  </td>
                  {reading.codes.map((code) => (
                    <td key={code.code}>
                      {code.category !== undefined
                        ? `${code.name} (${((code.probability ?? 0) * 100).toFixed(0)} %)`
                        : `${shown(code.mean ?? 0)} ± ${shown(code.sigma ?? 0)}`}
                    </td>
                  ))}
                </>
              ) : (
                <td colSpan={run.codes.length + 1} class="failure">
                  {failure}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
