import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { css, kindColour, NOTHING, scaleColour } from "./colours";
import { nearest, painter, type Painter, type Points, type View, within } from "./points";
import { cell, useSheet } from "./sheets";
import type { Shown } from "./tiles";

const NEAR = 14;
const STEP = 60;
const CLICK = 5;
const FAINT = 38;
const KEYS = "arrows move, plus and minus zoom, Enter picks the item in the middle";

/** What a colour of points says: kinds by name, or numbers on a scale. */
export type Colouring =
  | { kind: "kinds"; values: Float32Array; names: string[] }
  | { kind: "numbers"; values: Float32Array; low: number; high: number }
  | { kind: "none" };

interface Props {
  shown: Shown;
  x: Float32Array;
  y: Float32Array;
  /** What the axes are. */
  across: string;
  up: string;
  colouring: Colouring;
  /** The picked one, if there is one. */
  picked: number | undefined;
  pick: (position: number) => void;
  choose: (positions: number[]) => void;
  /** Draw by WebGL even if there is no graphics processor. */
  forced: boolean;
}

/** A drag that goes on: where it began, and the line it draws if it chooses. */
interface Drag {
  from: [number, number];
  moved: boolean;
  line: [number, number][] | undefined;
}

/** The view in which all points are seen. */
function whole(x: Float32Array, y: Float32Array, width: number, height: number): View {
  const ends = (values: Float32Array): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const value of values) {
      if (Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    return low < high ? [low, high] : [Number.isFinite(low) ? low - 1 : -1, Number.isFinite(low) ? low + 1 : 1];
  };
  const [left, right] = ends(x);
  const [bottom, top] = ends(y);
  const scaleX = (0.92 * width) / (right - left);
  const scaleY = (0.92 * height) / (top - bottom);
  const [middleX, middleY] = [(left + right) / 2, (bottom + top) / 2];
  return { x: width / 2 - scaleX * middleX, y: height / 2 + scaleY * middleY, scaleX, scaleY };
}

const zoomed = (view: View, by: number, px: number, py: number): View => ({
  x: px + (view.x - px) * by,
  y: py + (view.y - py) * by,
  scaleX: view.scaleX * by,
  scaleY: view.scaleY * by,
});

/**
 * Items as points: drag moves, the wheel or two fingers zoom, Shift and drag (or the lasso) chooses, a click picks.
 * With keys: arrows move, + and − zoom, Enter picks what is nearest to the middle.
 */
export function Scatter({ shown, x, y, across, up, colouring, picked, pick, choose, forced }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const paint = useRef<Painter | undefined>(undefined);
  const view = useRef<View | undefined>(undefined);
  const asked = useRef(0);
  const [lasso, setLasso] = useState(false);
  const [line, setLine] = useState<[number, number][]>([]);
  const [hover, setHover] = useState<{ position: number; left: number; top: number }>();
  const [failure, setFailure] = useState("");
  const ratio = devicePixelRatio;
  const places = useRef({ x, y });
  places.current = { x, y };

  const points: Points = useMemo(() => {
    const colours = new Uint8Array(4 * x.length);
    const some = shown.chosen.size > 0;
    const rings: Points["rings"] = [];
    for (let i = 0; i < x.length; i++) {
      const value = colouring.kind === "none" ? 0 : colouring.values[i]!;
      const colour =
        colouring.kind === "kinds"
          ? kindColour(value)
          : colouring.kind === "numbers"
            ? scaleColour((value - colouring.low) / (colouring.high - colouring.low || 1))
            : NOTHING;
      colours.set(colour, 4 * i);
      colours[4 * i + 3] = some && !shown.chosen.has(i) ? FAINT : 215;
      if (shown.corrected(i)) {
        rings.push({ at: i, colour });
      }
    }
    return { x, y, colours, rings };
  }, [x, y, colouring, shown]);

  const draw = () => {
    if (asked.current === 0) {
      asked.current = requestAnimationFrame(() => {
        asked.current = 0;
        if (view.current) {
          const size = Math.max(3, Math.min(7, 900 / Math.sqrt(x.length))) * ratio;
          const { x: px, y: py, scaleX, scaleY } = view.current;
          paint.current?.draw({ x: px * ratio, y: py * ratio, scaleX: scaleX * ratio, scaleY: scaleY * ratio }, size);
        }
      });
    }
  };
  const reset = () => {
    const node = canvas.current;
    if (node) {
      view.current = whole(x, y, node.clientWidth, node.clientHeight);
      draw();
    }
  };
  const change = (to: View) => {
    view.current = to;
    setHover(undefined);
    draw();
  };
  useEffect(() => {
    const node = canvas.current;
    if (!node) {
      return;
    }
    paint.current = painter(node, forced);
    setFailure(paint.current ? "" : "This browser can draw neither by WebGL nor on a 2D canvas.");
    node.dataset["painter"] = paint.current?.kind ?? "none";
    const observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = node;
      const before = view.current && node.width > 0 ? node.width / ratio : 0;
      node.width = clientWidth * ratio;
      node.height = clientHeight * ratio;
      if (before !== clientWidth) {
        view.current = whole(places.current.x, places.current.y, clientWidth, clientHeight);
      }
      draw();
    });
    observer.observe(node);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(asked.current);
      asked.current = 0;
      paint.current?.close();
    };
  }, []);
  useEffect(reset, [x, y]);
  useEffect(() => {
    const ink = canvas.current && getComputedStyle(canvas.current).color.match(/\d+/g)?.map(Number);
    const [r = 0, g = 0, b = 0] = ink ?? [];
    const mark = picked === undefined ? [] : [{ at: picked, colour: [r, g, b] as const }];
    paint.current?.set({ ...points, rings: [...points.rings, ...mark] });
    draw();
  }, [points, picked]);
  // a passive listener could not keep the page from scrolling
  useEffect(() => {
    const node = canvas.current;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      if (view.current) {
        change(zoomed(view.current, Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY));
      }
    };
    node?.addEventListener("wheel", wheel, { passive: false });
    return () => node?.removeEventListener("wheel", wheel);
  }, []);

  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const drag = useRef<Drag | undefined>(undefined);
  const down = (event: PointerEvent) => {
    canvas.current?.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
    const draws = (lasso || event.shiftKey) && fingers.current.size === 1;
    const at: [number, number] = [event.offsetX, event.offsetY];
    drag.current = { from: at, moved: false, line: draws ? [at] : undefined };
    setHover(undefined);
  };
  const move = (event: PointerEvent) => {
    const at = { x: event.offsetX, y: event.offsetY };
    const before = fingers.current.get(event.pointerId);
    const now = view.current;
    if (!now) {
      return;
    }
    if (!before || !drag.current) {
      if (event.pointerType !== "touch") {
        const position = nearest(points, now, at.x, at.y, NEAR);
        setHover(position < 0 ? undefined : { position, left: at.x, top: at.y });
      }
      return;
    }
    const [other] = [...fingers.current].filter(([id]) => id !== event.pointerId).map(([, finger]) => finger);
    fingers.current.set(event.pointerId, at);
    if (other) {
      drag.current.moved = true;
      drag.current.line = undefined;
      setLine([]);
      const apart = (finger: { x: number; y: number }) => Math.hypot(finger.x - other.x, finger.y - other.y);
      const by = apart(at) / Math.max(1, apart(before));
      change(zoomed(now, by, other.x, other.y));
      return;
    }
    drag.current.moved ||= Math.hypot(at.x - drag.current.from[0], at.y - drag.current.from[1]) > CLICK;
    if (drag.current.line) {
      drag.current.line.push([at.x, at.y]);
      setLine([...drag.current.line]);
    } else if (drag.current.moved) {
      change({ ...now, x: now.x + at.x - before.x, y: now.y + at.y - before.y });
    }
  };
  const end = (event: PointerEvent) => {
    fingers.current.delete(event.pointerId);
    const what = drag.current;
    if (!what || fingers.current.size > 0 || !view.current) {
      return;
    }
    drag.current = undefined;
    setLine([]);
    if (what.line && what.moved) {
      choose(within(points, view.current, what.line));
    } else if (!what.moved && event.type === "pointerup") {
      const position = nearest(points, view.current, event.offsetX, event.offsetY, NEAR);
      if (position >= 0) {
        pick(position);
      }
    }
  };
  const middle = (): [number, number] => {
    const { clientWidth = 0, clientHeight = 0 } = canvas.current ?? {};
    return [clientWidth / 2, clientHeight / 2];
  };
  const zoom = (by: number) => view.current && change(zoomed(view.current, by, ...middle()));
  const key = (event: KeyboardEvent) => {
    const now = view.current;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [STEP, 0],
      ArrowRight: [-STEP, 0],
      ArrowUp: [0, STEP],
      ArrowDown: [0, -STEP],
    };
    const by = moves[event.key];
    if (!now) {
      return;
    }
    if (by) {
      change({ ...now, x: now.x + by[0], y: now.y + by[1] });
    } else if (event.key === "+" || event.key === "=") {
      zoom(1.4);
    } else if (event.key === "-") {
      zoom(1 / 1.4);
    } else if (event.key === "0") {
      reset();
    } else if (event.key === "Enter") {
      const position = nearest(points, now, ...middle(), Infinity);
      if (position >= 0) {
        pick(position);
      }
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <figure class="scatter">
      <div class="bar">
        <div role="group" aria-label="what dragging does" class="bar">
          <button type="button" class="choice" aria-pressed={!lasso} onClick={() => setLasso(false)}>
            Move
          </button>
          <button type="button" class="choice" aria-pressed={lasso} onClick={() => setLasso(true)}>
            Lasso
          </button>
        </div>
        <button type="button" aria-label="zoom in" onClick={() => zoom(1.4)}>
          +
        </button>
        <button type="button" aria-label="zoom out" onClick={() => zoom(1 / 1.4)}>
          −
        </button>
        <button type="button" onClick={reset}>
          All
        </button>
      </div>
      {failure ? (
        <p class="failure" role="alert">
          {failure}
        </p>
      ) : null}
      <div class="field">
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-roledescription="scatter plot"
          aria-label={`${x.length.toLocaleString("en")} items, ${across} across and ${up} upwards; ${KEYS}`}
          class={lasso ? "drawing" : undefined}
          onPointerDown={down}
          onPointerMove={move}
          onPointerUp={end}
          onPointerCancel={end}
          onPointerLeave={() => setHover(undefined)}
          onKeyDown={key}
        />
        {line.length > 1 && (
          <svg aria-hidden="true">
            <polygon points={line.map((point) => point.join(",")).join(" ")} />
          </svg>
        )}
        {hover && <Hover shown={shown} {...hover} />}
        {picked !== undefined && <span class="hidden">item {shown.number(picked)} is picked</span>}
        <span class="axis across" aria-hidden="true">
          {across} →
        </span>
        <span class="axis up" aria-hidden="true">
          {up} →
        </span>
      </div>
      <Legend colouring={colouring} />
    </figure>
  );
}

/** The item under the pointer. */
function Hover({ shown, position, left, top }: { shown: Shown; position: number; left: number; top: number }) {
  const address = useSheet(shown.run, shown.version, [shown.number(position)]);
  return (
    <div class="hover" style={{ left: `${left}px`, top: `${top}px` }}>
      <div class="hover-picture" style={{ aspectRatio: String(shown.aspect), ...cell(address, 0, 1) }} />
      <p>{shown.told(position)}</p>
    </div>
  );
}

const number = (value: number): string => value.toFixed(2).replace("-", "−");

function Legend({ colouring }: { colouring: Colouring }) {
  if (colouring.kind === "none") {
    return null;
  }
  if (colouring.kind === "numbers") {
    return (
      <figcaption class="legend">
        {number(colouring.low)}
        <span class="scale" aria-hidden="true" />
        {number(colouring.high)}
      </figcaption>
    );
  }
  return (
    <figcaption class="legend">
      {colouring.names.slice(0, 40).map((name, k) => (
        <span key={k}>
          <span class="swatch" aria-hidden="true" style={{ background: css(kindColour(k)) }} />
          {name}
        </span>
      ))}
    </figcaption>
  );
}
