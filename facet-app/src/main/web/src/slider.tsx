import { useLayoutEffect, useRef } from "preact/hooks";

interface Props {
  label: string;
  least: number;
  most: number;
  step: number;
  value: number;
  text?: string;
  slide: (value: number) => void;
}

/**
 * A slider that follows its value. The element is updated only if it differs by more than half a step, so that updates
 * do not disturb a drag.
 */
export function Slider({ label, least, most, step, value, text, slide }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (field.current && Math.abs(Number(field.current.value) - value) > step / 2) {
      field.current.value = String(value);
    }
  }, [value, least, most, step]);
  return (
    <input
      type="range"
      ref={field}
      aria-label={label}
      aria-valuetext={text}
      min={least}
      max={most}
      step={step}
      onInput={(event) => slide(Number(event.currentTarget.value))}
    />
  );
}
