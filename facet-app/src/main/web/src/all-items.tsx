import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useAddress } from "./address";
import * as api from "./api";
import { Chosen, Summary } from "./chosen";
import { categoryLabel, label, shown as written } from "./codes";
import { useColumns } from "./columns";
import { Failure } from "./failure";
import { choices, colouring, columnLabel } from "./item-choices";
import { Toolbar } from "./item-toolbar";
import * as items from "./items-api";
import { Picked } from "./picked";
import { Scatter } from "./scatter";
import { type Shown, Tiles } from "./tiles";
import { Failed, useAsked, Wait } from "./wait";
import { Along, Kinds } from "./wall";

const many = (count: number): string => count.toLocaleString("en");

/** The corrections of a run, read again when the items or the names of categories are others. */
function useCorrections(run: api.Run, version: string) {
  const [said, setSaid] = useState<items.Corrected>();
  const { value, failure, again } = useAsked(`${run.id} ${version} ${JSON.stringify(run.names)}`, () =>
    items.corrected(run.id),
  );
  useEffect(() => setSaid(value), [value]);
  return { said, setSaid, failure, again };
}

/** The position of an item's number among ascending ones. */
function place(numbers: Float32Array, wanted: number): number | undefined {
  let [low, high] = [0, numbers.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = numbers[middle] ?? 0;
    if (found === wanted) {
      return middle;
    }
    [low, high] = found < wanted ? [middle + 1, high] : [low, middle - 1];
  }
  return undefined;
}

/** All items that were read: the wall, the scatter, what is picked and what is chosen. */
export function AllItems({ run, state, renamed }: { run: api.Run; state: items.ItemsState; renamed: () => void }) {
  const version = state.version ?? "";
  const [setting, set] = useAddress();
  const now = choices(run, state, setting);
  const { view, kindCode, along, kind, x, y, colour } = now;
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [choosing, setChoosing] = useState(false);
  const [failure, setFailure] = useState("");
  const awaited = useRef("");
  const { said, setSaid, failure: unsaid, again: askSaid } = useCorrections(run, version);
  const { columns, failure: unread, again: askColumns } = useColumns(run.id, version, now.needed);
  useEffect(() => setChosen(new Set()), [version]);

  const number = columns?.["number"];
  const saidOf = useMemo(() => {
    const found = new Map<number, { category: number; label: string }>();
    const ours = said?.codes.find((each) => each.code === kindCode?.name);
    ours?.items.forEach((item, k) =>
      found.set(item, { category: ours.categories[k] ?? -1, label: ours.labels[k] ?? "" }),
    );
    return found;
  }, [said, kindCode?.name]);
  const shown: Shown | undefined = useMemo(() => {
    if (!columns || !number) {
      return undefined;
    }
    const told = (at: number): string => {
      const parts = [`item ${number[at]}`];
      if (kindCode) {
        const category = columns[`category/${kindCode.name}`]?.[at] ?? 0;
        const sure = Math.floor(100 * (columns[`probability/${kindCode.name}`]?.[at] ?? 0));
        parts.push(`read as ${categoryLabel(kindCode, run.names, category)} (${sure} %)`);
      }
      if (view !== "kinds" && along) {
        parts.push(`${label(along, run.names)} ${written(columns[`mean/${along.name}`]?.[at] ?? 0)}`);
      }
      const truth = columns["label"]?.[at] ?? -1;
      if (truth >= 0) {
        parts.push(`label ${state.labels?.[truth] ?? ""}`);
      }
      const correction = saidOf.get(number[at] ?? -1);
      if (correction) {
        parts.push(`corrected to ${correction.label}`);
      }
      return parts.join(", ");
    };
    return {
      run: run.id,
      version,
      number: (at) => number[at] ?? 0,
      told,
      corrected: (at) => saidOf.has(number[at] ?? -1),
      chosen,
      aspect: state.aspect ?? 1,
    };
  }, [columns, saidOf, chosen, run.names, view, kindCode?.name, along?.name]);
  const colours = useMemo(() => colouring(run, state, colour, columns), [colour, columns, run.names]);
  const chosenPositions = useMemo(() => [...chosen].sort((a, b) => a - b), [chosen]);

  const one = /^\d{1,9}$/.test(setting("one")) ? Number(setting("one")) : undefined;
  const wall = {
    picked: one === undefined || !number ? undefined : place(number, one),
    choosing,
    pick: (position: number) => set({ one: String(number?.[position] ?? "") }),
    choose: (positions: number[], on: boolean) => {
      const next = new Set(chosen);
      positions.forEach((position) => (on ? next.add(position) : next.delete(position)));
      setChosen(next);
    },
  };
  const find = async (text: string) => {
    if (!text.trim()) {
      return;
    }
    if (!number) {
      awaited.current = text; // until the items are here
      return;
    }
    try {
      const found = await items.search(run.id, text);
      setChosen(new Set(found.items.flatMap((item) => place(number, item) ?? [])));
      setFailure(
        found.matches === 0
          ? `Nothing is called “${text}”. A file name, a label, the name of a kind, or #12 can be looked for.`
          : found.matches > found.items.length
            ? `${many(found.matches)} match; the first ${many(found.items.length)} are chosen.`
            : "",
      );
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  useEffect(() => {
    if (number && awaited.current) {
      void find(awaited.current);
      awaited.current = "";
    }
  }, [number]);
  const named = async (category: number, name: string) => {
    if (kindCode) {
      await api.rename(run.id, { [kindCode.name]: { categories: { [String(category)]: name } } });
      renamed();
    }
  };

  return (
    <div class={one === undefined ? "items" : "items with-one"}>
      <section class="items-main" aria-label="items">
        <Toolbar
          run={run}
          now={now}
          setting={setting}
          set={set}
          choosing={choosing}
          setChoosing={setChoosing}
          find={(text) => void find(text)}
        />
        <Failure text={failure} />
        <Failed failure={unsaid} again={askSaid} />
        {kindCode && said && <Summary run={run} code={kindCode} said={said} done={setSaid} named={named} />}
        {chosen.size > 0 && number && (
          <Chosen
            run={run}
            code={kindCode}
            numbers={chosenPositions.map((position) => number[position] ?? 0)}
            most={state.most_chosen}
            corrected={chosenPositions.some((position) => saidOf.has(number[position] ?? -1))}
            clear={() => setChosen(new Set())}
            done={setSaid}
          />
        )}
        {!columns && <Wait what="Fetching what was read" failure={unread} again={askColumns} class="wall-to-be" />}
        {columns && shown && view === "kinds" && kindCode && (
          <Kinds
            {...wall}
            run={run}
            shown={shown}
            code={kindCode}
            columns={columns}
            kind={kind}
            doubted={setting("first") === "doubted"}
            open={(to) => set({ kind: to === undefined ? "" : String(to) })}
            named={named}
          />
        )}
        {columns && shown && view === "sorted" && along && columns[`mean/${along.name}`] && (
          <Along {...wall} run={run} shown={shown} code={along} columns={columns} kinds={kindCode} kind={kind} />
        )}
        {columns && shown && view === "scatter" && columns[x] && columns[y] && (
          <>
            <Scatter
              shown={shown}
              x={columns[x]!}
              y={columns[y]!}
              across={columnLabel(run, x)}
              up={columnLabel(run, y)}
              colouring={colours}
              picked={wall.picked}
              pick={wall.pick}
              choose={(positions) => setChosen(new Set(positions))}
              forced={setting("draw") === "webgl"}
            />
            {chosenPositions.length > 0 && (
              <Tiles {...wall} shown={shown} label="chosen items" positions={chosenPositions} />
            )}
          </>
        )}
      </section>
      {one !== undefined && shown && (
        <Picked
          run={run}
          shown={shown}
          code={kindCode}
          number={one}
          most={state.most_chosen}
          said={saidOf.get(one)}
          pick={(item) => set({ one: String(item) })}
          close={() => set({ one: "" })}
          done={setSaid}
          renamed={renamed}
        />
      )}
    </div>
  );
}
