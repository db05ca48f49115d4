import { useState } from "preact/hooks";
import * as api from "./api";
import { at, type Code, label, position, REACH, round, shown, type Values } from "./codes";
import { base, type Setting } from "./setting";
import { usePicture } from "./use";

const CELLS = 7;

interface Props {
  run: api.Run;
  model: number;
  codes: Code[];
  setting: Setting;
  move: (values: Values) => void;
}

/** Controls two continuous codes at once: one across, one down. */
export function Pad({ run, model, codes, setting, move }: Props) {
  const [across, setAcross] = useState(codes[0]?.name ?? "");
  const [down, setDown] = useState(codes[1]?.name ?? "");
  const right = codes.find((code) => code.name === across);
  const below = codes.find((code) => code.name === down);
  const others = Object.fromEntries(Object.entries(setting.codes).filter(([name]) => name !== across && name !== down));
  const body = {
    code: across,
    down,
    columns: CELLS,
    rows: CELLS,
    range: REACH,
    seed: setting.seed,
    index: setting.index,
    ...base(setting),
    codes: others,
  };
  const picture = usePicture(`${model} ${JSON.stringify(body)}`, () => api.picture(run, "traverse", body), 80);
  if (!right || !below) {
    return null;
  }
  const x = position(right, setting.codes[across] ?? 0);
  const y = position(below, setting.codes[down] ?? 0);
  const to = (tx: number, ty: number) => {
    const clamp = (t: number) => Math.max(-REACH, Math.min(REACH, t));
    move({ [across]: round(at(right, clamp(tx))), [down]: round(at(below, clamp(ty))) });
  };
  const point = (event: PointerEvent, pad: HTMLElement) => {
    const box = pad.getBoundingClientRect();
    // The ends of the sweep are in the middles of the outer cells.
    const scale = (2 * REACH * CELLS) / (CELLS - 1);
    to(((event.clientX - box.left) / box.width - 0.5) * scale, ((event.clientY - box.top) / box.height - 0.5) * scale);
  };
  const choice = (value: string, other: string, set: (name: string) => void, what: string) => (
    <label>
      {what}{" "}
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        {codes
          .filter((code) => code.name !== other)
          .map((code) => (
            <option key={code.name} value={code.name}>
              {label(code, run.names)}
            </option>
          ))}
      </select>
    </label>
  );
  const told = (code: Code, t: number) => `${label(code, run.names)} ${shown(at(code, t))}`;
  const place = (t: number) => `${50 + (t / REACH) * 50 * ((CELLS - 1) / CELLS)}%`;
  return (
    <fieldset class="code">
      <legend>Two codes at once</legend>
      <div class="bar">
        {choice(across, down, setAcross, "across")}
        {choice(down, across, setDown, "down")}
      </div>
      <div
        class="pad"
        role="slider"
        tabIndex={0}
        aria-label={`${label(right, run.names)} across and ${label(below, run.names)} down`}
        aria-valuemin={-REACH}
        aria-valuemax={REACH}
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
            ArrowLeft: [-0.1, 0],
            ArrowRight: [0.1, 0],
            ArrowUp: [0, -0.1],
            ArrowDown: [0, 0.1],
          };
          const by = moves[event.key];
          if (by) {
            event.preventDefault();
            to(x + by[0], y + by[1]);
          }
        }}
      >
        <span class="dot" style={{ left: place(x), top: place(y) }} />
      </div>
    </fieldset>
  );
}
