import { render } from "preact";
import { useMemo, useState } from "preact/hooks";
import "uplot/dist/uPlot.min.css";
import "../src/style.css";
import "./report.css";
import { Chart } from "../src/chart";
import { useCharts } from "../src/charts";
import { COLOURS, type Line } from "../src/curve";

// The charts of a page by `facet report`. Their values are in the page (dev.facet.app.report.ChartData).

interface Run {
  name: string;
  steps: number[];
  values: Record<string, (number | null)[]>;
}

interface Data {
  runs: Run[];
  charts: { key: string; title: string }[];
}

/** The line of a run: only where it has values. */
function lineOf(run: Run, k: number, key: string, minutes: boolean): Line | undefined {
  const values = run.values[key];
  if (!values) {
    return undefined;
  }
  const seconds = minutes ? run.values["seconds"] : undefined;
  const places = run.steps.map((step, i) => (seconds ? (seconds[i] ?? Number.NaN) / 60 : step));
  const own = places.map((_, i) => i).filter((i) => typeof values[i] === "number" && !Number.isNaN(places[i]));
  return {
    label: run.name,
    x: own.map((i) => places[i] as number),
    values: own.map((i) => values[i] ?? null),
    colour: COLOURS[k % COLOURS.length],
  };
}

/** The greatest possible values of a statistic, each a dashed line over the steps of all runs. */
function limits(runs: Run[], key: string, lines: Line[]): Line[] {
  const all = runs.flatMap((run) => run.values[`max_${key}`]?.filter((value) => value !== null).slice(-1) ?? []);
  const x = lines.flatMap((line) => [line.x[0] ?? 0, line.x[line.x.length - 1] ?? 0]);
  // Points of lines with fewer than three of them would be shown.
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const ends = [low, (low + high) / 2, high];
  return [...new Set(all)].map((most) => ({
    label: "at most",
    x: ends,
    values: ends.map(() => most),
    dashed: true,
    colour: "#8a939e",
  }));
}

function One({ data, index, view }: { data: Data; index: number; view: ReturnType<typeof useCharts>["view"] }) {
  const { key, title } = data.charts[index] as Data["charts"][number];
  const lines = useMemo(() => {
    const own = data.runs.flatMap((run, k) => lineOf(run, k, key, view.axis === "minutes") ?? []);
    return [...own, ...limits(data.runs, key, own)];
  }, [data, key, view.axis]);
  return <Chart title={title} lines={lines} view={view} />;
}

function Charts({ data }: { data: Data }) {
  // Links of the contents are addresses, so the settings of charts are not.
  const { view, bar } = useCharts("report", (_, initial) => useState(initial));
  return (
    <>
      {bar}
      <div class="charts">
        {data.charts.map(({ key }, index) => (
          <One key={key} data={data} index={index} view={view} />
        ))}
      </div>
    </>
  );
}

const place = document.getElementById("charts");
const data = document.getElementById("data")?.textContent;
if (place && data) {
  place.replaceChildren();
  render(<Charts data={JSON.parse(data) as Data} />, place);
}

// Paper has no folds.
let folded: HTMLDetailsElement[] = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
  for (const each of folded) {
    each.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const each of folded) {
    each.open = false;
  }
});
