import { useEffect, useMemo } from "preact/hooks";
import { given, useAddressed } from "./address";
import * as api from "./api";
import { number } from "./curve";
import { Editable } from "./editable";
import { useKept } from "./use";

/** A column of the table: what it shows of a run, and what it is sorted by. */
interface Column {
  name: string;
  of: (row: api.Row) => string | number | undefined;
  text?: (row: api.Row) => string;
}

const COLUMNS: Column[] = [
  { name: "run", of: (row) => row.id },
  { name: "data", of: (row) => row.data },
  { name: "method", of: (row) => row.method },
  { name: "seed", of: (row) => row.seed },
  { name: "state", of: (row) => row.state },
  { name: "steps", of: (row) => row.step, text: (row) => row.step.toLocaleString("en") },
];
/** Columns of words, which stand to the left. */
const WORDS = new Set(["run", "data", "method", "state"]);
/** Figures that are shown unless somebody chose others. */
const USUAL = ["accuracy", "nmi", "distance", "seconds"];

/** Whether a word is in any text about a run. */
const mentions = (row: api.Row, word: string): boolean =>
  [row.id, row.data, row.method, row.state, row.shape, `seed ${row.seed}`, row.note, ...row.tags].some((text) =>
    text.toLowerCase().includes(word),
  );

interface Props {
  rows: api.Row[];
  chosen: string[];
  most: number;
  choose: (ids: string[]) => void;
  changed: () => void;
}

/** All runs with their figures and remarks, to look for and to choose from. */
export function RunTable({ rows, chosen, most, choose, changed }: Props) {
  const [search, setSearch] = useAddressed("search", "");
  const [sort, setSort] = useAddressed("sort", "run");
  const known = useMemo(() => [...new Set(rows.flatMap((row) => Object.keys(row.figures)))].sort(), [rows]);
  const [kept, keep] = useKept<string[]>("figures", USUAL);
  const [listed, setListed] = useAddressed("figures", USUAL.join());
  const figures = listed.split(",");
  const setFigures = (names: string[]) => {
    keep(names);
    setListed(names.join());
  };
  // What this browser chose before, unless a link says it.
  useEffect(() => {
    if (!given().has("figures")) {
      setListed(kept.join());
    }
  }, []);
  const columns: Column[] = [
    ...COLUMNS,
    ...figures
      .filter((name) => known.includes(name))
      .map((name) => ({
        name,
        of: (row: api.Row) => row.figures[name],
        text: (row: api.Row) => (row.figures[name] === undefined ? "" : number(row.figures[name])),
      })),
  ];
  const falling = sort.startsWith("-");
  const by = columns.find((column) => column.name === sort.replace(/^-/, "")) ?? columns[0];
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = useMemo(() => {
    const fit = rows.filter((row) => words.every((word) => mentions(row, word)));
    const order = (a: api.Row, b: api.Row): number => {
      const [left, right] = [by?.of(a), by?.of(b)];
      if (left === undefined || right === undefined) {
        return left === right ? 0 : left === undefined ? 1 : -1;
      }
      const way = left < right ? -1 : left > right ? 1 : 0;
      return falling ? -way : way;
    };
    return [...fit].sort(order);
  }, [rows, search, sort, listed]);
  const flip = (name: string) => setSort(sort === name ? `-${name}` : name);
  return (
    <section>
      <h2>Runs</h2>
      <div class="bar">
        <label>
          search{" "}
          <input
            type="search"
            value={search}
            placeholder="name, data, tag, note"
            onInput={(event) => setSearch(event.currentTarget.value)}
          />
        </label>
        <span class="quiet" role="status">
          {shown.length.toLocaleString("en")} of {rows.length.toLocaleString("en")} runs, {chosen.length} chosen
        </span>
        <button type="button" onClick={() => choose(shown.slice(0, most).map((row) => row.id))}>
          Choose {shown.length > most ? `the first ${most}` : "all of these"}
        </button>
        <button type="button" onClick={() => choose([])}>
          Choose none
        </button>
        <details class="columns">
          <summary>Figures</summary>
          {known.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={figures.includes(name)}
                onChange={(event) =>
                  setFigures(
                    event.currentTarget.checked ? [...figures, name] : figures.filter((other) => other !== name),
                  )
                }
              />{" "}
              {name}
            </label>
          ))}
        </details>
      </div>
      <div class="wide tall" tabIndex={0} role="group" aria-label="table of runs">
        <table class="runs">
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">chosen</span>
              </th>
              {columns.map((column) => (
                <th
                  key={column.name}
                  scope="col"
                  class={WORDS.has(column.name) ? "word" : undefined}
                  aria-sort={by?.name === column.name ? (falling ? "descending" : "ascending") : "none"}
                >
                  <button type="button" class="plain" onClick={() => flip(column.name)}>
                    {column.name}
                    {by?.name === column.name && (falling ? " ↓" : " ↑")}
                  </button>
                </th>
              ))}
              <th scope="col" class="word">tags</th>
              <th scope="col" class="word">note</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.id}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`choose ${row.id}`}
                    checked={chosen.includes(row.id)}
                    disabled={!chosen.includes(row.id) && chosen.length >= most}
                    onChange={(event) =>
                      choose(
                        event.currentTarget.checked ? [...chosen, row.id] : chosen.filter((id) => id !== row.id),
                      )
                    }
                  />
                </td>
                {columns.map((column, k) =>
                  k === 0 ? (
                    <th key={column.name} scope="row" class="word">
                      <a href={`#/${encodeURIComponent(row.id)}/watch`}>{row.id}</a>
                    </th>
                  ) : (
                    <td key={column.name} class={WORDS.has(column.name) ? "word" : undefined}>
                      {column.text?.(row) ?? column.of(row) ?? ""}
                    </td>
                  ),
                )}
                <td class="word">
                  <Editable
                    text={row.tags.join(", ") || "add"}
                    name={row.tags.join(", ")}
                    what={`tags of ${row.id}, with commas between`}
                    longest={400}
                    save={async (text) => {
                      const tags = text.split(",").map((tag) => tag.trim());
                      await api.remark(row.id, { tags: tags.filter((tag) => tag !== "") });
                      changed();
                    }}
                  />
                </td>
                <td class="word">
                  <Editable
                    text={row.note || "add"}
                    name={row.note}
                    what={`note on ${row.id}`}
                    longest={2000}
                    save={async (note) => {
                      await api.remark(row.id, { note });
                      changed();
                    }}
                  />
                  {row.remarks_missing && <span class="failure">{row.remarks_missing}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
