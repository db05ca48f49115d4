import * as api from "./api";
import type { Values } from "./codes";
import { Failure } from "./failure";
import { download, usePicture } from "./use";

export interface Pin {
  seed: number;
  index: number;
  /** The generator's input that was found for a picture, in place of what the seed stands for. */
  row?: number[];
  /** Factor of the noise; 1 if it is not there. */
  noise?: number;
  codes: Values;
}

interface Props {
  run: api.Run;
  model: number;
  pins: Pin[];
  /** The two between which images are drawn. */
  way: [number, number];
  change: (pins: Pin[]) => void;
  between: (way: [number, number]) => void;
  restore: (pin: Pin) => void;
}

const STEPS = 12;
const FRAMES = 24;

/** Downloads the interpolation between two settings as an animated GIF. */
export async function saveWay(run: api.Run, from: Pin, to: Pin, file: string): Promise<void> {
  download(file, await api.picture(run, "interpolate", { from, to, steps: FRAMES, format: "gif" }));
}

/** Saved settings, and the interpolation between two of them. */
export function Pins({ run, model, pins, way: [from, to], change, between, restore }: Props) {
  if (pins.length === 0) {
    return null;
  }
  const start = pins[Math.min(from, pins.length - 1)];
  const end = pins[Math.min(to, pins.length - 1)];
  return (
    <section aria-label="pins">
      <h2>Pins</h2>
      <ul class="pins">
        {pins.map((pin, k) => (
          <li key={`${k} ${JSON.stringify(pin)}`}>
            <Thumb run={run} model={model} pin={pin} />
            <span>{k + 1}</span>
            <button type="button" aria-label={`go to pin ${k + 1}`} onClick={() => restore(pin)}>
              Go
            </button>
            <button
              type="button"
              aria-label={`remove pin ${k + 1}`}
              onClick={() => change(pins.filter((_, other) => other !== k))}
            >
              ✕
            </button>
          </li>
        ))}
      </ul>
      {pins.length >= 2 && start && end && (
        <>
          <div class="bar">
            <Choice what="from" count={pins.length} chosen={from} choose={(pin) => between([pin, to])} />
            <Choice what="to" count={pins.length} chosen={to} choose={(pin) => between([from, pin])} />
            <button type="button" onClick={() => saveWay(run, start, end, `${run.id}.gif`)}>
              Download GIF
            </button>
          </div>
          <Way run={run} model={model} from={start} to={end} />
        </>
      )}
    </section>
  );
}

/** Chooses one of the pins. */
function Choice({
  what,
  count,
  chosen,
  choose,
}: {
  what: string;
  count: number;
  chosen: number;
  choose: (pin: number) => void;
}) {
  return (
    <label>
      {what}{" "}
      <select value={chosen} onChange={(event) => choose(Number(event.currentTarget.value))}>
        {Array.from({ length: count }, (_, k) => (
          <option key={k} value={k}>
            pin {k + 1}
          </option>
        ))}
      </select>
    </label>
  );
}

function Thumb({ run, model, pin }: { run: api.Run; model: number; pin: Pin }) {
  const body = { count: 1, seed: pin.seed, first: pin.index, ...(pin.row && { row: pin.row }), codes: pin.codes };
  const { address } = usePicture(`${model} ${JSON.stringify(body)}`, () => api.picture(run, "generate", body));
  return address ? <img src={address} alt="" class="pinned" /> : <span class="pinned" />;
}

function Way({ run, model, from, to }: { run: api.Run; model: number; from: Pin; to: Pin }) {
  const body = { from, to, steps: STEPS };
  const { address, failure } = usePicture(`${model} ${JSON.stringify(body)}`, () =>
    api.picture(run, "interpolate", body),
  );
  return (
    <>
      {address && <img class="way" src={address} alt="interpolation from the first pin to the second" />}
      <Failure text={failure} />
    </>
  );
}
