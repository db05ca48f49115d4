import { useEffect } from "preact/hooks";
import { useAddressed, whole } from "./address";

const MOST_SEED = 999_999;

/** Mulberry32 (Ettinger 2017): numbers from 0 to 1 that follow from a seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `most` of `count` items, drawn by a seed. */
export function drawn(seed: number, most: number, count: number): number[] {
  const next = numbers(seed);
  return Array.from({ length: Math.min(most, count) }, () => Math.floor(next() * count));
}

/**
 * The seed of a draw, which is in the address so that a link shows the same; and a function that takes another.
 *
 * @param begun whether there is a draw without being asked for
 */
export function useDraw(begun: boolean): [number | undefined, () => void] {
  const [text, set] = useAddressed("draw", "");
  const seed = whole(text, MOST_SEED);
  const another = () => set(String(Math.floor(Math.random() * (MOST_SEED + 1))));
  useEffect(() => {
    if (begun && seed === undefined) {
      another();
    }
  }, [begun, seed]);
  return [seed, another];
}
