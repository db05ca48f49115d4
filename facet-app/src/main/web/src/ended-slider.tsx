import { type Code, ends, label, type Names, shown, trained } from "./codes";
import { Slider } from "./slider";

const BEYOND = "beyond what training used";

interface Props {
  code: Code;
  names: Names;
  value: number;
  slide: (value: number) => void;
}

/** The slider of a code, from its one end to the other. The part that training did not use is marked. */
export function EndedSlider({ code, names, value, slide }: Props) {
  const [low, high] = ends(code, names);
  const [least, most] = trained(code);
  const place = (at: number): number => Math.max(0, Math.min(1, (at - low) / (high - low)));
  const unused = [
    [0, place(least)] as const,
    [place(most), 1] as const,
  ].filter(([from, to]) => to > from);
  const told = value < least || value > most ? `${shown(value)}, ${BEYOND}` : shown(value);
  return (
    <span class="track" title={unused.length > 0 ? `hatched: ${BEYOND}` : undefined}>
      <Slider
        label={label(code, names)}
        least={low}
        most={high}
        step={(high - low) / 200}
        value={value}
        text={told}
        slide={slide}
      />
      {unused.map(([from, to]) => (
        <span
          key={from}
          class="unused"
          aria-hidden="true"
          style={{
            left: `calc(0.5rem + (100% - 1rem) * ${from})`,
            width: `calc((100% - 1rem) * ${to - from})`,
          }}
        />
      ))}
    </span>
  );
}
