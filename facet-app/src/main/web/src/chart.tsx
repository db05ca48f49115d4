import { useEffect, useMemo, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { View } from "./charts";
import { colourOf, csv, type Line, number, smoothed, ticks } from "./curve";
import { svg } from "./svg";
import { download } from "./use";

const HEIGHT = 200;
const FONT = "12px Inter, system-ui, sans-serif";

/** A column of the plot's data with the look of its line. */
interface Column {
  line: Line;
  values: (number | null)[];
  series: uPlot.Series;
  /** Whether it is in the legend. */
  told: boolean;
}

/** How many values there are. */
function points(values: ArrayLike<number | null | undefined>): number {
  return Array.from(values).reduce<number>((count, value) => count + Number(value !== null && value !== undefined), 0);
}

/** Lines with their look, the ones that the legend tells first. */
function columns(lines: Line[], view: View): Column[] {
  const strong = lines.map((line, k): Column => {
    const values = smoothed(line.values, view.smooth);
    return {
      line,
      values,
      told: true,
      series: {
        label: line.label,
        stroke: colourOf(line, k),
        width: 1.5,
        spanGaps: true,
        dash: line.dashed ? [4, 4] : [],
        // asked whenever it is drawn: a line of a training that began as two points gets longer
        points: { show: (plot, at) => points(plot.data[at] ?? []) < 3 },
        value: (_, value) => (value === null || value === undefined ? "–" : number(value)),
      },
    };
  });
  const behind = lines.flatMap((line, k): Column[] => {
    const faint: uPlot.Series = { stroke: `${colourOf(line, k)}44`, width: 1, spanGaps: true, points: { show: false } };
    const invisible: uPlot.Series = { stroke: "transparent", spanGaps: true, points: { show: false } };
    return [
      ...(view.smooth > 0 && !line.band ? [{ line, values: line.values, series: faint, told: false }] : []),
      ...(line.band
        ? [
            { line, values: smoothed(line.band.high, view.smooth), series: invisible, told: false },
            { line, values: smoothed(line.band.low, view.smooth), series: invisible, told: false },
          ]
        : []),
    ];
  });
  return [...strong, ...behind];
}

/** A chart of lines. A drag chooses a range for all charts of the view; a double click shows all again. */
export function Chart({
  title,
  lines,
  view,
  height = HEIGHT,
}: {
  title: string;
  lines: Line[];
  view: View;
  height?: number;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const zoom = useRef(view.zoom);
  zoom.current = view.zoom;
  const drawn = useMemo(() => columns(lines, view), [lines, view.smooth]);
  const positive = useMemo(
    () => drawn.every((column) => column.values.every((value) => value === null || value > 0)),
    [drawn],
  );
  const log = view.log && positive;
  const data = useMemo(
    () =>
      drawn.length
        ? uPlot.join(drawn.map((column) => [column.line.x, column.values] as uPlot.AlignedData))
        : ([[]] as uPlot.AlignedData),
    [drawn],
  );
  // The plot is made again only if its lines are others; new values of the same lines keep the cursor.
  const structure = JSON.stringify([
    view.axis,
    log,
    drawn.map(({ line, told, series }) => [line.label, told, series.stroke, line.dashed]),
  ]);
  useEffect(() => {
    const target = place.current;
    if (!target) {
      return;
    }
    const ink = () => getComputedStyle(target).color;
    const first = drawn.findIndex((column) => !column.told);
    const bands: uPlot.Band[] = [];
    for (let k = first; k >= 0 && k < drawn.length; k++) {
      if (drawn[k]?.line.band) {
        const at = lines.indexOf(drawn[k]?.line as Line);
        bands.push({ series: [k + 1, k + 2], fill: `${colourOf(drawn[k]?.line as Line, at)}2e` });
        k++;
      }
    }
    const axis = { stroke: ink, font: FONT, grid: { stroke: "#8884" }, ticks: { stroke: "#8886" } };
    const format = (_: uPlot, splits: number[]) => splits.map((split) => (split === null ? "" : number(split)));
    const made = new uPlot(
      {
        width: target.clientWidth || 320,
        height,
        scales: {
          x: { time: false, range: (_, low, high) => zoom.current ?? [low, high] },
          y: log ? { distr: 3, range: (_, low, high) => [low * 0.95, high * 1.05] } : {},
        },
        legend: { live: true },
        cursor: {
          drag: { x: true, y: false, setScale: false },
          sync: { key: view.key },
          bind: {
            dblclick: () => () => {
              view.setZoom(undefined);
              return null;
            },
          },
        },
        hooks: {
          setSelect: [
            (self) => {
              if (self.select.width > 4) {
                const low = self.posToVal(self.select.left, "x");
                const high = self.posToVal(self.select.left + self.select.width, "x");
                self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                view.setZoom([low, high]);
              }
            },
          ],
        },
        bands,
        series: [
          { label: view.axis, value: (_, value) => (value === null || value === undefined ? "–" : number(value)) },
          ...drawn.map((column) => column.series),
        ],
        axes: [
          { ...axis, values: format },
          {
            ...axis,
            size: 56,
            values: format,
            ...(log && { splits: (_: uPlot, __: number, low: number, high: number) => ticks(low, high, 5, true) }),
          },
        ],
      },
      data,
      target,
    );
    // The legend has a row for each series; those behind the lines are not told.
    made.root.querySelectorAll<HTMLElement>(".u-legend .u-series").forEach((row, k) => {
      row.style.display = k > 0 && !drawn[k - 1]?.told ? "none" : "";
    });
    plot.current = made;
    // A font that comes later than the chart changes nothing that is drawn already.
    void document.fonts.ready.then(() => plot.current === made && made.redraw(false, true));
    // A folded section has no width.
    const resize = new ResizeObserver(() => target.clientWidth && made.setSize({ width: target.clientWidth, height }));
    resize.observe(target);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => made.redraw(false, true);
    scheme.addEventListener("change", repaint);
    return () => {
      resize.disconnect();
      scheme.removeEventListener("change", repaint);
      made.destroy();
      plot.current = null;
    };
  }, [structure]);
  useEffect(() => plot.current?.setData(data), [data, view.zoom?.join()]);
  const last = lines.map((line) => `${line.label} ${line.values[line.values.length - 1] ?? "unknown"}`).join(", ");
  const file = title.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
  const save = (kind: string, type: string, text: string) => download(`${file}.${kind}`, new Blob([text], { type }));
  return (
    <figure
      class="chart"
      aria-label={`${title}: ${last}`}
      data-points={Math.max(0, ...lines.map((line) => line.x.length))}
    >
      <figcaption>
        {title}
        {view.log && !positive && <span class="quiet"> (not logarithmic: some values are not above 0)</span>}
      </figcaption>
      <div ref={place} class="plot" />
      <div class="files">
        <button
          type="button"
          aria-label={`${title} as CSV`}
          onClick={() => save("csv", "text/csv", csv(view.axis, lines))}
        >
          CSV
        </button>
        <button
          type="button"
          aria-label={`${title} as SVG`}
          onClick={() =>
            save(
              "svg",
              "image/svg+xml",
              svg({
                title,
                axis: view.axis,
                log,
                zoom: view.zoom,
                lines: lines.map((line) => ({
                  ...line,
                  values: smoothed(line.values, view.smooth),
                  ...(line.band && {
                    band: { low: smoothed(line.band.low, view.smooth), high: smoothed(line.band.high, view.smooth) },
                  }),
                })),
                faint: view.smooth > 0 ? lines.filter((line) => !line.band) : [],
              }),
            )
          }
        >
          SVG
        </button>
      </div>
    </figure>
  );
}
