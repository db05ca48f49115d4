import { useMemo } from "preact/hooks";
import type * as api from "./api";
import { categoryLabel, categoryName, type Code, ends, hasEnds, label, order, shown as written } from "./codes";
import { type Columns, sorted } from "./columns";
import { Editable } from "./editable";
import { cell, useSheet } from "./sheets";
import { type Shown, Tiles } from "./tiles";

const MOST_KINDS = 100;
const QUANTILES = 11;

export interface Choosing {
  picked: number | undefined;
  choosing: boolean;
  pick: (position: number) => void;
  choose: (positions: number[], on: boolean) => void;
}

interface KindsProps extends Choosing {
  run: api.Run;
  shown: Shown;
  code: Code & { categorical: number };
  columns: Columns;
  /** The kind of which all are shown; undefined shows some of each. */
  kind: number | undefined;
  /** Whether those that the recogniser doubts come first. */
  doubted: boolean;
  open: (kind: number | undefined) => void;
  named: (category: number, name: string) => Promise<void>;
}

/** The positions of each category, in the order in which they are shown. */
function byKind(code: Code & { categorical: number }, columns: Columns, doubted: boolean): number[][] {
  const category = columns[`category/${code.name}`]!;
  const probability = columns[`probability/${code.name}`]!;
  const distance = columns["distance"];
  const kinds: number[][] = Array.from({ length: code.categorical }, () => []);
  // among those that are equally sure, what is nearest to the data is most typical
  const doubt = (position: number): number =>
    Math.round((1 - probability[position]!) * 1e4) + Math.min(0.999, (distance?.[position] ?? 0) / 1e3);
  for (const position of sorted(category.length, () => true, (at) => (doubted ? -1 : 1) * doubt(at))) {
    kinds[category[position]!]?.push(position);
  }
  return kinds;
}

/** Items by category. */
export function Kinds(props: KindsProps) {
  const { run, shown, code, columns, kind, doubted, open, named } = props;
  const kinds = useMemo(() => byKind(code, columns, doubted), [code.name, columns, doubted]);
  const listed = order(code, run.names);
  const all = columns[`category/${code.name}`]?.length ?? 0;
  const list = kind === undefined ? listed.slice(0, MOST_KINDS) : [kind];
  return (
    <>
      {list.map((category) => {
        const name = categoryLabel(code, run.names, category);
        const positions = kinds[category] ?? [];
        return (
          <section key={category} class="kind">
            <div class="bar">
              <h2>
                <Editable
                  text={name}
                  name={categoryName(code, run.names, category)}
                  what={`name of category ${category}`}
                  save={(text) => named(category, text)}
                />
              </h2>
              <span class="quiet tell">
                {positions.length.toLocaleString("en")} ({((100 * positions.length) / Math.max(1, all)).toFixed(1)} %)
              </span>
              {kind === undefined ? (
                positions.length > 0 && (
                  <button type="button" aria-label={`all of ${name}`} onClick={() => open(category)}>
                    All
                  </button>
                )
              ) : (
                <>
                  {positions.length > 0 && (
                    <button type="button" onClick={() => props.choose(positions, true)}>
                      Choose all
                    </button>
                  )}
                  <button type="button" onClick={() => open(undefined)}>
                    All kinds
                  </button>
                </>
              )}
            </div>
            {positions.length > 0 ? (
              <Tiles
                {...props}
                shown={shown}
                label={`${label(code, run.names)} ${name}`}
                positions={positions}
                row={kind === undefined}
              />
            ) : (
              <p class="quiet">No item is read as this.</p>
            )}
          </section>
        );
      })}
      {kind === undefined && listed.length > MOST_KINDS && (
        <p class="quiet">{listed.length - MOST_KINDS} more kinds are not listed.</p>
      )}
    </>
  );
}

interface AlongProps extends Choosing {
  run: api.Run;
  shown: Shown;
  code: Code;
  columns: Columns;
  /** Only items of this category of `kinds`. */
  kinds: (Code & { categorical: number }) | undefined;
  kind: number | undefined;
}

/** All items, sorted along a continuous code. */
export function Along(props: AlongProps) {
  const { run, shown, code, columns, kinds, kind, pick } = props;
  const mean = columns[`mean/${code.name}`]!;
  const category = kinds && columns[`category/${kinds.name}`];
  const positions = useMemo(
    () => sorted(mean.length, (at) => kind === undefined || !category || category[at] === kind, (at) => mean[at]!),
    [mean, category, kind],
  );
  const name = label(code, run.names);
  const set = hasEnds(code, run.names);
  const [low, high] = ends(code, run.names);
  // A strip goes from where the slider begins to where it ends, if somebody set that.
  const within = useMemo(
    () => (set ? positions.filter((at) => mean[at]! >= low && mean[at]! <= high) : positions),
    [positions, set, low, high],
  );
  const quantiles = Array.from(
    { length: Math.min(QUANTILES, within.length) },
    (_, k, many = Math.min(QUANTILES, within.length)) =>
      within[many === 1 ? 0 : Math.round((k / (many - 1)) * (within.length - 1))]!,
  );
  const address = useSheet(shown.run, shown.version, quantiles.map(shown.number));
  return (
    <section class="kind">
      <h2>From the least to the most {name}, in equal shares of the items</h2>
      {set && (
        <p class="quiet">
          From {written(low)} to {written(high)}, where the slider begins and ends.{" "}
          {(positions.length - within.length).toLocaleString("en")} items lie beyond.
        </p>
      )}
      <div class="quantiles" role="group" aria-label={`items at equal shares of ${name}`}>
        {quantiles.map((position, k) => (
          <figure key={k}>
            <button
              type="button"
              class="thumb"
              aria-label={`pick ${shown.told(position)}`}
              title={shown.told(position)}
              onClick={() => pick(position)}
              style={{ aspectRatio: String(shown.aspect), ...cell(address, k, quantiles.length) }}
            />
            <figcaption class="quiet">{written(mean[position]!)}</figcaption>
          </figure>
        ))}
      </div>
      <h2>{positions.length.toLocaleString("en")} items in this order</h2>
      <Tiles {...props} shown={shown} label={`items along ${name}`} positions={positions} />
    </section>
  );
}
