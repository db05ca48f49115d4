interface Props {
  value: number;
  set: (seed: number) => void;
}

/** A field for the seed of the noise, and a button that draws another. */
export function Seed({ value, set }: Props) {
  return (
    <>
      <label>
        noise seed{" "}
        <input
          type="number"
          class="seed"
          min={0}
          value={value}
          onInput={(event) => {
            const seed = Number(event.currentTarget.value);
            if (Number.isSafeInteger(seed) && seed >= 0) {
              set(seed);
            }
          }}
        />
      </label>
      <button type="button" onClick={() => set(Math.floor(Math.random() * 1e6))}>
        Resample
      </button>
    </>
  );
}
