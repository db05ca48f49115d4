import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** A request that takes longer than this is said to be under way. */
const LATE_MILLIS = 250;

export interface Latest<T> {
  value: T | undefined;
  failure: string;
  /** How long the last request took. */
  millis: number;
  /** Whether a request has been under way for a while. */
  late: boolean;
  /** Asks once more. */
  again: () => void;
}

/**
 * Requests the value for `key`, one request at a time. While a request is running, only the newest key is remembered: a
 * fast drag neither floods the server nor shows an old answer after a new one.
 */
export function useLatest<T>(
  key: string,
  ask: () => Promise<T>,
  pause = 0,
): Latest<T> {
  const [state, setState] = useState<Omit<Latest<T>, "again">>({
    value: undefined,
    failure: "",
    millis: 0,
    late: false,
  });
  const busy = useRef(false);
  const wanted = useRef<{ key: string; ask: () => Promise<T> } | undefined>(undefined);
  const alive = useRef(true);

  const next = useCallback(async (): Promise<void> => {
    if (busy.current) {
      return;
    }
    busy.current = true;
    while (wanted.current && alive.current) {
      const request = wanted.current;
      wanted.current = undefined;
      const start = performance.now();
      const late = setTimeout(() => alive.current && setState((before) => ({ ...before, late: true })), LATE_MILLIS);
      try {
        const value = await request.ask();
        if (alive.current) {
          setState({ value, failure: "", millis: performance.now() - start, late: false });
        }
      } catch (failure) {
        if (alive.current && !wanted.current) {
          setState((before) => ({ ...before, failure: (failure as Error).message, late: false }));
        }
      }
      clearTimeout(late);
    }
    busy.current = false;
  }, []);

  useEffect(() => {
    alive.current = true;
    const timer = setTimeout(() => {
      wanted.current = { key, ask };
      void next();
    }, pause);
    return () => clearTimeout(timer);
  }, [key]);

  useEffect(
    () => () => {
      alive.current = false;
    },
    [],
  );
  const newest = useRef({ key, ask });
  newest.current = { key, ask };
  const again = useCallback(() => {
    setState((before) => ({ ...before, failure: "" }));
    wanted.current = newest.current;
    void next();
  }, []);
  return { ...state, again };
}

/** The URL of a picture that `ask` fetches whenever `key` changes. The previous URL is revoked. */
export function usePicture(
  key: string,
  ask: () => Promise<Blob>,
  pause = 0,
): Omit<Latest<Blob>, "value"> & { address: string; blob: Blob | undefined } {
  const { value, ...latest } = useLatest(key, ask, pause);
  const [address, setAddress] = useState("");
  useEffect(() => {
    if (!value) {
      return;
    }
    const made = URL.createObjectURL(value);
    setAddress(made);
    // The browser replaces the shown picture only in the next frames.
    return () => {
      setTimeout(() => URL.revokeObjectURL(made), 1000);
    };
  }, [value]);
  return { ...latest, address, blob: value };
}

/** What this visit kept where the storage is full or forbidden. */
const memory = new Map<string, unknown>();

/** Keeps a value that `useKept` of a view that is shown later finds. */
export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    memory.delete(name);
  } catch {
    memory.set(name, value);
  }
}

/** What `keep` has kept. */
export function recall<T>(name: string, initial: T): T {
  if (memory.has(name)) {
    return memory.get(name) as T;
  }
  try {
    const kept = localStorage.getItem(name);
    return kept === null ? initial : (JSON.parse(kept) as T);
  } catch {
    return initial;
  }
}

/** State that is kept in the browser for the next visit. */
export function useKept<T>(name: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => recall(name, initial));
  const set = useCallback(
    (next: T) => {
      setValue(next);
      keep(name, next);
    },
    [name],
  );
  return [value, set];
}

export function download(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
