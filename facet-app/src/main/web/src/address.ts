import { useCallback, useEffect, useState } from "preact/hooks";

// The settings of a view that are in its address, `#/RUN/VIEW?key=value`, so that a link shows the same.

const given = (): URLSearchParams => new URLSearchParams(location.hash.split("?")[1] ?? "");

/** Changes settings in the address; what is undefined is taken out. Returns all. */
function put(change: Record<string, string | undefined>): URLSearchParams {
  const next = given();
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) {
      next.delete(key);
    } else {
      next.set(key, value);
    }
  }
  const view = location.hash.split("?")[0] || "#/";
  const text = next.toString();
  history.replaceState(null, "", text ? `${view}?${text}` : view);
  return next;
}

/** Calls `look` when another address is opened. */
function useMoved(look: () => void): void {
  useEffect(() => {
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
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
