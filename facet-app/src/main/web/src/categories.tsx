import { useState } from "preact/hooks";
import * as api from "./api";
import { all, type Code, categoryLabel, categoryName, isUsed, label, order } from "./codes";
import { Editable } from "./editable";
import { Failure } from "./failure";
import { slice } from "./strip";

interface Props {
  run: api.Run;
  code: Code & { categorical: number };
  /** Indices of the categories that are shown. */
  categories: number[];
  address: string;
  value: number;
  choose: (category: number) => void;
  renamed: () => void;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/**
 * A button for each category, with how often it is drawn if that was learned. The order is changed by dragging, or with
 * Shift and an arrow key.
 */
export function Categories({ run, code, categories, address, value, choose, renamed }: Props) {
  const [dragged, setDragged] = useState<number>();
  const [failure, setFailure] = useState("");
  const move = async (from: number, to: number) => {
    if (from === to || to < 0 || to >= categories.length) {
      return;
    }
    const shown = [...order(code, run.names)];
    const [moved] = shown.splice(from, 1);
    shown.splice(to, 0, moved ?? 0);
    const empty = all(code, run.names).filter((category) => !isUsed(code, category));
    try {
      await api.rename(run.id, { [code.name]: { order: [...shown, ...empty] } });
      setFailure("");
    } catch (problem) {
      setFailure((problem as Error).message);
    }
    renamed();
  };
  return (
    <div class="categories" role="group" aria-label={label(code, run.names)}>
      <Failure text={failure} />
      {categories.map((category, k) => (
        <div
          class="category"
          key={category}
          draggable
          onDragStart={() => setDragged(k)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            if (dragged !== undefined) {
              void move(dragged, k);
            }
          }}
        >
          <button
            type="button"
            class="thumb"
            aria-label={`${label(code, run.names)} ${categoryLabel(code, run.names, category)}`}
            aria-pressed={category === value}
            onClick={() => choose(category)}
            onKeyDown={(event) => {
              const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
              if (event.shiftKey && by !== undefined) {
                event.preventDefault();
                void move(k, k + by);
              }
            }}
            style={slice(address, k, categories.length)}
          />
          <Editable
            text={categoryLabel(code, run.names, category)}
            name={categoryName(code, run.names, category)}
            what={`name of category ${category}`}
            save={async (name) => {
              await api.rename(run.id, { [code.name]: { categories: { [String(category)]: name } } });
              renamed();
            }}
          />
          {code.shares ? <small class="share">{percent(code.shares[category] ?? 0)}</small> : null}
        </div>
      ))}
    </div>
  );
}
