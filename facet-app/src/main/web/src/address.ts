import { useCallback, useEffect, useRef, useState } from "preact/hooks";

// The settings of a view that are in its address, `#/RUN/VIEW?key=value`, so that a link shows the same.

/** Browsers refuse addresses that change more often for long; Safari allows 100 changes in 30 s. */
const EVERY_MILLIS = 350;
/** So many changes are written at once. */
const BURST = 10;

/** Changes of settings; what is undefined or an empty list is taken out. */
export type Change = Record<string, string | string[] | undefined>;

/** The part of an address that says the run and the view. */
const path = (): string => location.hash.split("?")[0] || "#/";

/** Settings that are not in the address yet, because it was changed a moment ago, and the address they belong to. */
let pending: { hash: string; settings: URLSearchParams } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let [left, counted] = [BURST, 0];

/** The settings of the view that is shown. */
export const given = (): URLSearchParams =>
  pending?.hash === location.hash ? pending.settings : new URLSearchParams(location.hash.split("?").slice(1).join("?"));

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  const next = pending;
  pending = undefined;
  if (next?.hash !== location.hash) {
    return; // another address was opened by now, which the page may not have been told of yet
  }
  const text = next.settings.toString();
  const hash = text ? `${path()}?${text}` : path();
  if (hash !== location.hash) {
    left = Math.max(0, left - 1);
    history.replaceState(null, "", hash);
  }
}

/** Changes settings in the address, without a new entry in the browser's history. Returns all. */
export function put(change: Change): URLSearchParams {
  const next = new URLSearchParams(given());
  for (const [key, value] of Object.entries(change)) {
    next.delete(key);
    (value === undefined ? [] : [value].flat()).forEach((each) => next.append(key, each));
  }
  pending = { hash: location.hash, settings: next };
  const now = performance.now();
  left = Math.min(BURST, left + (now - counted) / EVERY_MILLIS);
  counted = now;
  if (left >= 1) {
    write();
  } else {
    timer ??= setTimeout(write, (1 - left) * EVERY_MILLIS);
  }
  return next;
}

// A click may lead to another view: then the entry of this one in the history must be whole.
addEventListener("click", write, true);
addEventListener("hashchange", () => {
  pending = undefined;
});

/** Calls `look` when the same view is opened with another address. */
export function useMoved(look: () => void): void {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    const mine = path();
    const moved = () => {
      if (path() === mine) {
        latest.current();
      }
    };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
}

/** All settings in the address. An empty value takes a setting out of the address. */
export function useAddress(): [(key: string) => string, (change: Record<string, string>) => void] {
  const [settings, setSettings] = useState(given);
  useMoved(() => setSettings(given()));
  const set = useCallback(
    (change: Record<string, string>) =>
      setSettings(put(Object.fromEntries(Object.entries(change).map(([key, value]) => [key, value || undefined])))),
    [],
  );
  return [(key) => settings.get(key) ?? "", set];
}

/** One setting in the address. Its initial value is not in the address. */
export function useAddressed(key: string, initial: string): [string, (value: string) => void] {
  const read = (): string => given().get(key) ?? initial;
  const [value, setValue] = useState(read);
  useMoved(() => setValue(read()));
  const set = useCallback(
    (next: string) => {
      setValue(next);
      put({ [key]: next === initial ? undefined : next });
    },
    [key, initial],
  );
  return [value, set];
}

/** A whole number from 0 to `most` in an address; undefined if the text is none. */
export function whole(text: string | null, most: number): number | undefined {
  const number = /^\d{1,16}$/.test(text ?? "") ? Number(text) : Number.NaN;
  return number <= most ? number : undefined;
}
