import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { cell, SHEET, useSheet } from "./sheets";

const HIGH = 52;
const GAP = 4;

/** What tiles need to know of all items. */
export interface Shown {
  run: string;
  version: string;
  /** The number of the item at a position. */
  number: (position: number) => number;
  /** What a screen reader says of an item. */
  told: (position: number) => string;
  /** Whether somebody corrected it. */
  corrected: (position: number) => boolean;
  chosen: ReadonlySet<number>;
  aspect: number;
}

interface Props {
  shown: Shown;
  label: string;
  positions: number[];
  /** The picked one, if it is here. */
  picked?: number;
  /** Whether a click chooses instead of picking. */
  choosing: boolean;
  pick: (position: number) => void;
  choose: (positions: number[], on: boolean) => void;
  /** Only one row, without scrolling. */
  row?: boolean;
}

/**
 * Pictures of any number of items, of which only those in view are drawn. Arrow keys move, Enter picks, Space chooses;
 * with Shift a click or Space chooses all between.
 */
export function Tiles({ shown, label, positions, picked, choosing, pick, choose, row }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0, top: 0 });
  const [active, setActive] = useState(0);
  const from = useRef(0);
  const wide = Math.round(HIGH * shown.aspect);
  useLayoutEffect(() => {
    const node = box.current;
    if (!node) {
      return;
    }
    const measure = () => setSize({ width: node.clientWidth, height: node.clientHeight, top: node.scrollTop });
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    node.addEventListener("scroll", measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      node.removeEventListener("scroll", measure);
    };
  }, []);
  useEffect(() => {
    setActive(0);
    from.current = 0;
    if (box.current) {
      box.current.scrollTop = 0;
    }
  }, [positions]);
  const columns = Math.max(1, Math.floor((size.width - 2 * GAP + GAP) / (wide + GAP)));
  const count = row ? Math.min(columns, positions.length) : positions.length;
  const rows = Math.ceil(count / columns);
  const first = row ? 0 : Math.max(0, Math.floor((size.top - size.height) / (HIGH + GAP)) * columns);
  const last = row ? count : Math.min(count, Math.ceil((size.top + 2 * size.height) / (HIGH + GAP)) * columns);
  const id = `tiles-${label.replace(/[^A-Za-z0-9]/g, "-")}`;

  const act = (k: number, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }, choosingNow: boolean) => {
    const position = positions[k];
    if (position === undefined) {
      return;
    }
    if (event.shiftKey) {
      const [low, high] = [Math.min(from.current, k), Math.max(from.current, k)];
      choose(positions.slice(low, high + 1), true);
    } else if (choosingNow || event.ctrlKey || event.metaKey) {
      choose([position], !shown.chosen.has(position));
    } else {
      pick(position);
    }
    from.current = k;
    setActive(k);
  };
  const key = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(size.height / (HIGH + GAP))) * columns;
    const moves: Record<string, number> = {
      ArrowLeft: active - 1,
      ArrowRight: active + 1,
      ArrowUp: active - columns,
      ArrowDown: active + columns,
      PageUp: active - page,
      PageDown: active + page,
      Home: 0,
      End: count - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(count - 1, to));
      setActive(next);
      const node = box.current;
      if (node && !row) {
        const top = Math.floor(next / columns) * (HIGH + GAP);
        node.scrollTop = Math.max(top + HIGH + 2 * GAP - node.clientHeight, Math.min(node.scrollTop, top));
      }
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      act(active, event, event.key === " ");
    }
  };
  const blocks: number[] = [];
  for (let block = Math.floor(first / SHEET); block * SHEET < last; block++) {
    blocks.push(block);
  }
  return (
    <div
      ref={box}
      class={row ? "tiles one-row" : "tiles"}
      role="listbox"
      aria-multiselectable
      aria-label={label}
      aria-activedescendant={count > 0 ? `${id}-${Math.min(active, count - 1)}` : undefined}
      tabIndex={0}
      onKeyDown={key}
    >
      <div role="none" class="tiles-all" style={{ height: `${Math.max(1, rows) * (HIGH + GAP) + GAP}px` }}>
        {size.width > 0 &&
          blocks.map((block) => (
            <Block
              key={block}
              shown={shown}
              positions={positions.slice(block * SHEET, row ? count : (block + 1) * SHEET)}
              begin={block * SHEET}
              first={first}
              last={last}
              all={count}
              columns={columns}
              wide={wide}
              active={active}
              picked={picked}
              id={id}
              act={(k, event) => act(k, event, choosing)}
            />
          ))}
      </div>
    </div>
  );
}

interface BlockProps {
  shown: Shown;
  positions: number[];
  begin: number;
  first: number;
  last: number;
  all: number;
  columns: number;
  wide: number;
  active: number;
  picked: number | undefined;
  id: string;
  act: (k: number, event: MouseEvent) => void;
}

/** The items of one sheet, of which those in view are drawn. */
function Block(props: BlockProps) {
  const { shown, positions, begin, first, last, all, columns, wide, active, picked, id, act } = props;
  const address = useSheet(shown.run, shown.version, positions.map(shown.number));
  return (
    <>
      {positions.map((position, k) => {
        const place = begin + k;
        if ((place < first || place >= last) && place !== active) {
          return null;
        }
        const classes = ["tile"];
        if (shown.corrected(position)) {
          classes.push("corrected");
        }
        if (position === picked) {
          classes.push("picked-tile");
        }
        if (place === active) {
          classes.push("active");
        }
        return (
          <div
            key={place}
            id={`${id}-${place}`}
            class={classes.join(" ")}
            role="option"
            aria-selected={shown.chosen.has(position)}
            aria-label={shown.told(position)}
            aria-setsize={all}
            aria-posinset={place + 1}
            title={shown.told(position)}
            onClick={(event) => act(place, event)}
            style={{
              width: `${wide}px`,
              height: `${HIGH}px`,
              left: `${GAP + (place % columns) * (wide + GAP)}px`,
              top: `${GAP + Math.floor(place / columns) * (HIGH + GAP)}px`,
              ...cell(address, k, positions.length),
            }}
          />
        );
      })}
    </>
  );
}
