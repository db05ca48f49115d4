import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/**
 * Requests the value for `key`, one request at a time. While a request is running, only the newest key is remembered: a
 * fast drag neither floods the server nor shows an old answer after a new one.
 */
export function useLatest<T>(
  key: string,
  ask: () => Promise<T>,
  pause = 0,
): { value: T | undefined; failure: string; millis: number } {
  const [state, setState] = useState<{ value: T | undefined; failure: string; millis: number }>({
    value: undefined,
    failure: "",
    millis: 0,
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
      try {
        const value = await request.ask();
        if (alive.current) {
          setState({ value, failure: "", millis: performance.now() - start });
        }
      } catch (failure) {
        if (alive.current && !wanted.current) {
          setState((before) => ({ ...before, failure: (failure as Error).message }));
        }
      }
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
  return state;
}

/** The URL of a picture that `ask` fetches whenever `key` changes. The previous URL is revoked. */
export function usePicture(
  key: string,
  ask: () => Promise<Blob>,
  pause = 0,
): { address: string; blob: Blob | undefined; failure: string; millis: number } {
  const { value, failure, millis } = useLatest(key, ask, pause);
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
  return { address, blob: value, failure, millis };
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

/** State that is kept in the browser for the next visit. */
export function useKept<T>(name: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => {
    if (memory.has(name)) {
      return memory.get(name) as T;
    }
    try {
      const kept = localStorage.getItem(name);
      return kept === null ? initial : (JSON.parse(kept) as T);
    } catch {
      return initial;
    }
  });
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
