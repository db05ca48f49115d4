import type * as api from "./api";
import { categoryLabel, label, order } from "./codes";
import { type Choices, columnLabel, type Show } from "./item-choices";

const TITLES: Record<Show, string> = { kinds: "By kind", sorted: "Along a code", scatter: "Scatter" };

interface Props {
  run: api.Run;
  now: Choices;
  setting: (key: string) => string;
  set: (change: Record<string, string>) => void;
  choosing: boolean;
  setChoosing: (on: boolean) => void;
  find: (text: string) => void;
}

/** What is shown of the items, and the search. */
export function Toolbar({ run, now, setting, set, choosing, setChoosing, find }: Props) {
  const { view, kindCodes, kindCode, along } = now;
  const columns = (names: string[]): [string, string][] => names.map((name) => [name, columnLabel(run, name)]);
  return (
    <div class="bar">
      <div role="group" aria-label="show items" class="bar">
        {now.views.map((each) => (
          <button
            key={each}
            type="button"
            class="choice"
            aria-pressed={each === view}
            onClick={() => set({ show: each })}
          >
            {TITLES[each]}
          </button>
        ))}
      </div>
      {view !== "scatter" && kindCodes.length > 1 && (
        <Select
          name="kinds of"
          value={kindCode?.name ?? ""}
          options={kindCodes.map((code) => [code.name, label(code, run.names)])}
          set={(code) => set({ code, kind: "" })}
        />
      )}
      {view === "kinds" && (
        <Select
          name="first"
          value={setting("first") === "doubted" ? "doubted" : "typical"}
          options={[
            ["typical", "the most typical"],
            ["doubted", "what is doubted"],
          ]}
          set={(first) => set({ first: first === "typical" ? "" : first })}
        />
      )}
      {view === "sorted" && along && (
        <Select
          name="along"
          value={along.name}
          options={now.numberCodes.map((code) => [code.name, label(code, run.names)])}
          set={(code) => set({ along: code })}
        />
      )}
      {view === "sorted" && kindCode && (
        <Select
          name="of kind"
          value={now.kind === undefined ? "" : String(now.kind)}
          options={[
            ["", "any"],
            ...order(kindCode, run.names).map((k): [string, string] => [
              String(k),
              categoryLabel(kindCode, run.names, k),
            ]),
          ]}
          set={(kind) => set({ kind })}
        />
      )}
      {view === "scatter" && (
        <>
          <Select name="across" value={now.x} options={columns(now.axes)} set={(x) => set({ x })} />
          <Select name="up" value={now.y} options={columns(now.axes)} set={(y) => set({ y })} />
          <Select
            name="colour"
            value={now.colour}
            options={[...columns(now.colours), ["none", "none"]]}
            set={(colour) => set({ colour })}
          />
        </>
      )}
      {view !== "scatter" && (
        <label>
          <input
            type="checkbox"
            checked={choosing}
            onChange={(event) => setChoosing(event.currentTarget.checked)}
          />{" "}
          a click chooses
        </label>
      )}
      <form
        class="bar"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          find(setting("find"));
        }}
      >
        <input
          type="search"
          class="find"
          aria-label="find items by file name, label, kind or number"
          placeholder="name, label, kind or #12"
          maxLength={100}
          value={setting("find")}
          onInput={(event) => set({ find: event.currentTarget.value })}
        />
        <button type="submit">Find</button>
      </form>
    </div>
  );
}

interface SelectProps {
  name: string;
  value: string;
  options: [string, string][];
  set: (value: string) => void;
}

function Select({ name, value, options, set }: SelectProps) {
  return (
    <label>
      <span class="quiet">{name}</span>{" "}
      <select value={value} onChange={(event) => set(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
