import { useCallback, useEffect, useState } from "preact/hooks";

const given = (): URLSearchParams => new URLSearchParams(location.hash.split("?")[1] ?? "");

/**
 * The settings of a view that are in its address, `#/RUN/VIEW?key=value`, so that a link shows the same. An empty value
 * takes a setting out of the address.
 */
export function useAddress(): [(key: string) => string, (change: Record<string, string>) => void] {
  const [settings, setSettings] = useState(given);
  useEffect(() => {
    const moved = () => setSettings(given());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  const set = useCallback((change: Record<string, string>) => {
    const next = given();
    for (const [key, value] of Object.entries(change)) {
      if (value) {
        next.set(key, value);
      } else {
        next.delete(key);
      }
    }
    const view = location.hash.split("?")[0] ?? "";
    const text = next.toString();
    history.replaceState(null, "", text ? `${view}?${text}` : view);
    setSettings(next);
  }, []);
  return [(key) => settings.get(key) ?? "", set];
}
