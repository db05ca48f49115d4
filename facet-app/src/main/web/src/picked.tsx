import { useEffect, useRef, useState } from "preact/hooks";
import type * as api from "./api";
import { type Code, controls, ends, isCategorical, label, shown as written } from "./codes";
import { Correct } from "./correct";
import { Ends } from "./ends";
import * as items from "./items-api";
import { Readings } from "./reading";
import { cell, useSheet } from "./sheets";
import type { Shown } from "./tiles";
import { Failed, useAsked, Wait } from "./wait";

interface Props {
  run: api.Run;
  shown: Shown;
  code: (Code & { categorical: number }) | undefined;
  number: number;
  most: number;
  /** What somebody said that it is. */
  said: { category: number; label: string } | undefined;
  pick: (number: number) => void;
  close: () => void;
  done: (corrected: items.Corrected) => void;
  renamed: () => void;
}

/** One item: its codes, what the generator makes of it, its file, its neighbours, and a correction. */
export function Picked({ run, shown, code, number, most, said, pick, close, done, renamed }: Props) {
  // Its texts have the names of codes in them.
  const key = `${run.id} ${number} ${run.checkpoints[0]} ${JSON.stringify(run.names)}`;
  const { value: item, failure, again } = useAsked(key, () => items.item(run.id, number));
  // on a narrow screen the item is above what it was picked from
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (matchMedia("(max-width: 56rem)").matches) {
      place.current?.scrollIntoView({ block: "nearest" });
    }
  }, [number]);
  const current = item?.number === number ? item : undefined;
  const own = current && !/^\d+$/.test(current.name);
  const read = current && { name: own ? current.name : `Item ${number}`, reading: current };
  return (
    <aside ref={place} class="one" aria-label="the picked item">
      <div class="bar">
        <span class="quiet tell">
          item {number}
          {current?.test ? `, number ${own ? "" : current.name} of the test part` : ""}
        </span>
        <button type="button" aria-label="close the picked item" onClick={close}>
          Close
        </button>
      </div>
      {current ? (
        <Failed failure={failure} again={again} />
      ) : (
        <Wait what={`Reading item ${number}`} failure={failure} again={again} />
      )}
      {current && read && (
        <Readings
          read={[read]}
          busy={false}
          labels={[]}
          edit={() => (
            <>
              {code && (
                <Correct
                  run={run}
                  code={code}
                  numbers={[number]}
                  most={most}
                  now={
                    said && said.category >= 0
                      ? said.category
                      : current.codes.find((each) => each.code === code.name)?.category
                  }
                  corrected={said !== undefined}
                  done={done}
                />
              )}
              {said && (
                <p class="quiet">
                  Corrected: <strong>{said.label}</strong>
                </p>
              )}
              <p class="quiet facts">
                {current.true_label !== undefined && <>label {current.true_label}; </>}
                {current.held_out ? "training never saw it" : "training learned from it"}
              </p>
            </>
          )}
          more={() => (
            <>
              <SliderEnds run={run} item={current} renamed={renamed} />
              <h3>Most alike, as the recogniser sees it</h3>
              <Alike shown={shown} numbers={current.nearest} pick={pick} />
            </>
          )}
        />
      )}
    </aside>
  );
}

/** Makes the item an end of a slider. */
function SliderEnds({ run, item, renamed }: { run: api.Run; item: items.Item; renamed: () => void }) {
  const sliders = controls(run.codes).filter((code) => !isCategorical(code));
  const [name, setName] = useState("");
  const code = sliders.find((each) => each.name === name) ?? sliders[0];
  const here = item.codes.find((each) => each.code === code?.name)?.mean;
  if (!code || here === undefined) {
    return null;
  }
  const [low, high] = ends(code, run.names);
  return (
    <>
      <h3>An end of a slider</h3>
      <div class="bar">
        <label>
          slider{" "}
          <select value={code.name} onChange={(event) => setName(event.currentTarget.value)}>
            {sliders.map((each) => (
              <option key={each.name} value={each.name}>
                {label(each, run.names)}
              </option>
            ))}
          </select>
        </label>
        <span class="quiet" role="status">
          from {written(low)} to {written(high)}; this item is at {written(here)}
        </span>
      </div>
      <Ends run={run} code={code} here={Math.round(here * 1000) / 1000} renamed={renamed} />
    </>
  );
}

function Alike({ shown, numbers, pick }: { shown: Shown; numbers: number[]; pick: (number: number) => void }) {
  const address = useSheet(shown.run, shown.version, numbers);
  return (
    <div class="alike">
      {numbers.map((number, k) => (
        <button
          key={number}
          type="button"
          class="thumb"
          aria-label={`pick item ${number}`}
          title={`item ${number}`}
          onClick={() => pick(number)}
          style={{ aspectRatio: String(shown.aspect), ...cell(address, k, numbers.length) }}
        />
      ))}
    </div>
  );
}
