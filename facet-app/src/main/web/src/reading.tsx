import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { shown } from "./codes";

// Shows the readings of a recogniser, in the studio and in exported pages.

export interface Reading {
  seen: string;
  reconstruction: string;
  /** The generator's input from which it made the reconstruction, if the run has an encoder. */
  row?: number[];
  /** If codes and noise were searched: mean absolute differences from the picture, before and after. */
  search?: { steps: number; before: number; after: number };
  /** Whether probabilities and sigmas are calibrated. */
  calibrated: boolean;
  /**
   * Distance from the training data, if calibrated. An item with a value beyond 1 is unlike the data. `percentile` is
   * the number of 100 held-out items that are nearer.
   */
  distance?: { value: number; percentile: number; unlike: boolean };
  codes: {
    code: string;
    label: string;
    /** Index of the category. */
    category?: number;
    /** The name that people gave the category, if any. */
    name?: string;
    /** Name and index of the category. */
    category_label?: string;
    probability?: number;
    probabilities?: number[];
    mean?: number;
    sigma?: number;
  }[];
}

/** Whether probabilities and sigmas mean anything for this item. */
const trusted = (reading: Reading): boolean => reading.calibrated && !reading.distance?.unlike;

/** Rounded down, so that only certainty is 100 %. */
const percent = (probability: number): string => `${(Math.floor(probability * 1000) / 10).toFixed(1)} %`;

interface Read<R extends Reading> {
  name: string;
  reading?: R;
  failure?: string;
}

const MOST = 100;

/** The readings so far, whether more will follow, and a function that makes a list of requests one after the other. */
export function useReadings<R extends Reading>() {
  const [read, setRead] = useState<Read<R>[]>([]);
  const [busy, setBusy] = useState(false);
  const last = useRef<() => void>(() => undefined);
  const ask = async (names: string[], one: (k: number) => Promise<R>) => {
    last.current = () => void ask(names, one);
    setBusy(true);
    const all: Read<R>[] = [];
    for (const [k, name] of names.slice(0, MOST).entries()) {
      try {
        all.push({ name, reading: await one(k) });
      } catch (problem) {
        all.push({ name, failure: (problem as Error).message });
      }
      setRead([...all]);
    }
    setBusy(false);
  };
  return { read, busy, ask, again: () => last.current() };
}

interface Props<R extends Reading> {
  read: Read<R>[];
  busy: boolean;
  /** Names of the codes. */
  labels: string[];
  /** Shown below a single reading. */
  more?: (reading: R) => ComponentChildren;
  /** Shown beside the pictures of a single reading. */
  edit?: (reading: R, name: string) => ComponentChildren;
  /** Asks for the same again, where that can help. */
  again?: () => void;
}

/** A single reading in detail, or several as a table. */
export function Readings<R extends Reading>({ read, busy, labels, more, edit, again }: Props<R>) {
  const [only] = read;
  return (
    <section aria-live="polite" aria-busy={busy}>
      {busy && read.length === 0 ? <p class="quiet">Reading…</p> : null}
      {read.length === 1 && only && (
        <Single read={only} again={again} edit={only.reading && edit?.(only.reading, only.name)}>
          {only.reading && more?.(only.reading)}
        </Single>
      )}
      {read.length > 1 && <Table labels={labels} read={read} />}
    </section>
  );
}

interface SingleProps {
  read: Read<Reading>;
  again?: () => void;
  edit?: ComponentChildren;
  children?: ComponentChildren;
}

function Single({ read, again, edit, children }: SingleProps) {
  if (!read.reading) {
    return (
      <div class="bar">
        <p class="failure" role="alert">
          {read.failure}
        </p>
        {again && (
          <button type="button" onClick={again}>
            Try again
          </button>
        )}
      </div>
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
          <figcaption class="quiet">
            {reading.row ? "made again from its codes and noise" : "generated from its codes"}
          </figcaption>
        </figure>
      </div>
      {edit}
      <Standing reading={reading} />
      <dl>
        {reading.codes.map((code) => (
          <div key={code.code}>
            <dt>{code.label}</dt>
            <dd>
              {code.category !== undefined ? (
                <>
                  <strong class="found">{code.category_label}</strong>
                  {trusted(reading) && (
                    <>
                      {" "}
                      {percent(code.probability ?? 0)}
                      <Bars probabilities={code.probabilities ?? []} />
                    </>
                  )}
                </>
              ) : (
                <>
                  {shown(code.mean ?? 0)}
                  {trusted(reading) && <> ± {shown(code.sigma ?? 0)}</>}
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {children}
    </article>
  );
}

/** Whether the item is like the data; shown before its codes. */
function Standing({ reading }: { reading: Reading }) {
  const { distance } = reading;
  if (!distance) {
    return (
      <p class="quiet">
        Not calibrated: it is unknown how certain these readings are, and whether the item is like the data.{" "}
        <code>facet calibrate</code> measures both.
      </p>
    );
  }
  const share =
    distance.percentile < 100 ? `${Math.floor(distance.percentile)} % of held-out items` : "all held-out items";
  if (distance.unlike) {
    return (
      <p class="unlike" role="note">
        <strong>Unlike the data this model was trained on.</strong> It is farther from the data than {share}, and the
        codes below mean little.
      </p>
    );
  }
  return <p class="quiet">Like the data: farther from it than {share}.</p>;
}

const standing = ({ distance }: Reading): string =>
  !distance ? "not calibrated" : distance.unlike ? "unlike the data" : "like the data";

function Bars({ probabilities }: { probabilities: number[] }) {
  return (
    <span class="bars" aria-hidden="true">
      {probabilities.map((p, k) => (
        <span key={k} title={`#${k}: ${(p * 100).toFixed(1)} %`} style={{ height: `${Math.max(2, p * 100)}%` }} />
      ))}
    </span>
  );
}

function Table({ labels, read }: { labels: string[]; read: Read<Reading>[] }) {
  return (
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">picture</th>
            <th scope="col">seen</th>
            <th scope="col">likeness</th>
            {labels.map((label, k) => (
              <th scope="col" key={k}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {read.map(({ name, reading, failure }, row) => (
            <tr key={row}>
              <th scope="row">{name}</th>
              {reading ? (
                <>
                  <td>
                    <img class="small" src={reading.seen} alt="" />
                  </td>
                  <td class={reading.distance?.unlike ? "unlike" : undefined}>{standing(reading)}</td>
                  {reading.codes.map((code) => (
                    <td key={code.code}>
                      {code.category !== undefined ? code.category_label : shown(code.mean ?? 0)}
                      {trusted(reading) &&
                        (code.category !== undefined
                          ? `, ${percent(code.probability ?? 0)}`
                          : ` ± ${shown(code.sigma ?? 0)}`)}
                    </td>
                  ))}
                </>
              ) : (
                <td colSpan={labels.length + 2} class="failure">
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
