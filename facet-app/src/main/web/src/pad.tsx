import * as api from "./api";
import { type Code, ends, label, round, shown, type Values } from "./codes";
import { base, type Setting } from "./setting";
import { usePicture } from "./use";

const CELLS = 7;
/** How many presses of a key lead from one end to the other. */
const STEPS = 40;

interface Props {
  run: api.Run;
  model: number;
  codes: Code[];
  setting: Setting;
  move: (values: Values) => void;
  choose: (across: string, down: string) => void;
}

/** Controls two continuous codes at once: one across, one down. */
export function Pad({ run, model, codes, setting, move, choose }: Props) {
  const kept = setting.pad?.every((name) => codes.some((code) => code.name === name)) ? setting.pad : undefined;
  const [across, down] = kept ?? [codes[0]?.name ?? "", codes[1]?.name ?? ""];
  const right = codes.find((code) => code.name === across);
  const below = codes.find((code) => code.name === down);
  const others = Object.fromEntries(Object.entries(setting.codes).filter(([name]) => name !== across && name !== down));
  const body = {
    code: across,
    down,
    columns: CELLS,
    rows: CELLS,
    seed: setting.seed,
    index: setting.index,
    ...base(setting),
    codes: others,
  };
  const reach = [right, below].map((code) => code && ends(code, run.names));
  const picture = usePicture(`${model} ${JSON.stringify(body)} ${reach}`, () => api.picture(run, "traverse", body), 80);
  if (!right || !below) {
    return null;
  }
  const x = setting.codes[across] ?? 0;
  const y = setting.codes[down] ?? 0;
  // A share is 0 at one end and 1 at the other.
  const clamp = (share: number) => Math.max(0, Math.min(1, share));
  const share = (code: Code, value: number): number => {
    const [low, high] = ends(code, run.names);
    return clamp((value - low) / (high - low));
  };
  const value = (code: Code, part: number): number => {
    const [low, high] = ends(code, run.names);
    return round(low + (high - low) * clamp(part));
  };
  const to = (tx: number, ty: number) => move({ [across]: value(right, tx), [down]: value(below, ty) });
  const point = (event: PointerEvent, pad: HTMLElement) => {
    const box = pad.getBoundingClientRect();
    // The ends of the sweep are in the middles of the outer cells.
    const part = (at: number): number => 0.5 + ((at - 0.5) * CELLS) / (CELLS - 1);
    to(part((event.clientX - box.left) / box.width), part((event.clientY - box.top) / box.height));
  };
  const choice = (value: string, set: (name: string) => void, what: string) => (
    <label>
      {what}{" "}
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        {codes.map((code) => (
          <option key={code.name} value={code.name}>
            {label(code, run.names)}
          </option>
        ))}
      </select>
    </label>
  );
  const told = (code: Code, at: number) => `${label(code, run.names)} ${shown(at)}`;
  const place = (part: number) => `${50 + (part - 0.5) * 100 * ((CELLS - 1) / CELLS)}%`;
  const [low, high] = ends(right, run.names);
  return (
    <fieldset class="code">
      <legend>Two codes at once</legend>
      <div class="bar">
        {choice(across, (name) => choose(name, name === down ? across : down), "across")}
        {choice(down, (name) => choose(name === across ? down : across, name), "down")}
      </div>
      <div
        class="pad"
        role="slider"
        tabIndex={0}
        aria-label={`${label(right, run.names)} across and ${label(below, run.names)} down`}
        aria-valuemin={low}
        aria-valuemax={high}
        aria-valuenow={round(x)}
        aria-valuetext={`${told(right, x)}, ${told(below, y)}`}
        style={{ backgroundImage: picture.address ? `url("${picture.address}")` : "none" }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          point(event, event.currentTarget);
        }}
        onPointerMove={(event) => {
          if (event.buttons) {
            point(event, event.currentTarget);
          }
        }}
        onKeyDown={(event) => {
          const moves: Record<string, [number, number]> = {
            ArrowLeft: [-1 / STEPS, 0],
            ArrowRight: [1 / STEPS, 0],
            ArrowUp: [0, -1 / STEPS],
            ArrowDown: [0, 1 / STEPS],
          };
          const by = moves[event.key];
          if (by) {
            event.preventDefault();
            to(share(right, x) + by[0], share(below, y) + by[1]);
          }
        }}
      >
        <span class="dot" style={{ left: place(share(right, x)), top: place(share(below, y)) }} />
      </div>
    </fieldset>
  );
}
