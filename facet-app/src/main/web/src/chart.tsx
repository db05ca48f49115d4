import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

export interface Line {
  label: string;
  step: number[];
  values: (number | null)[];
  dashed?: boolean;
}

const COLOURS = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#e377c2", "#17becf", "#bcbd22", "#8c564b"];

/** A chart of lines over the training steps. */
export function Chart({ title, lines }: { title: string; lines: Line[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const target = place.current;
    if (!target) {
      return;
    }
    const ink = getComputedStyle(target).color;
    const data = uPlot.join(lines.map((line) => [line.step, line.values] as uPlot.AlignedData));
    const plot = new uPlot(
      {
        width: target.clientWidth || 320,
        height: 200,
        scales: { x: { time: false } },
        legend: { live: true },
        cursor: { drag: { x: true, y: false } },
        series: [
          { label: "step" },
          ...lines.map((line, k) => ({
            label: line.label,
            stroke: COLOURS[k % COLOURS.length] as string,
            width: 1.5,
            spanGaps: true,
            dash: line.dashed ? [4, 4] : [],
            points: { show: line.step.length < 3 },
          })),
        ],
        axes: [
          { stroke: ink, grid: { stroke: "#8884" }, ticks: { stroke: "#8886" } },
          { stroke: ink, grid: { stroke: "#8884" }, ticks: { stroke: "#8886" }, size: 56 },
        ],
      },
      data,
      target,
    );
    const resize = new ResizeObserver(() => plot.setSize({ width: target.clientWidth, height: 200 }));
    resize.observe(target);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [lines]);
  const last = lines.map((line) => `${line.label} ${line.values[line.values.length - 1] ?? "unknown"}`).join(", ");
  return (
    <figure
      class="chart"
      aria-label={`${title}: ${last}`}
      data-points={Math.max(0, ...lines.map((line) => line.step.length))}
    >
      <figcaption>{title}</figcaption>
      <div ref={place} class="plot" />
    </figure>
  );
}
