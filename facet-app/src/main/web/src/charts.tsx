import { useMemo } from "preact/hooks";
import { useAddressed } from "./address";
import { number } from "./curve";
import { Slider } from "./slider";

export type Axis = "steps" | "minutes";

/** How all charts of a view are drawn. In the studio it is part of the address, so that a link shows the same. */
export interface View {
  /** Name that the charts of a view share; their cursors move together. */
  key: string;
  axis: Axis;
  /** Weight of what was before in a moving average; 0 for none. */
  smooth: number;
  log: boolean;
  zoom: [number, number] | undefined;
  setZoom: (zoom: [number, number] | undefined) => void;
}

const MOST_SMOOTH = 0.98;

/** How charts are drawn, and the controls of that. `useSetting` says where each setting is kept. */
export function useCharts(key: string, useSetting = useAddressed): { view: View; bar: preact.JSX.Element } {
  const [axis, setAxis] = useSetting("x", "steps");
  const [smooth, setSmooth] = useSetting("smooth", "0");
  const [log, setLog] = useSetting("log", "");
  const [zoom, setZoom] = useSetting("zoom", "");
  const view = useMemo((): View => {
    const [low, high] = zoom.split("~").map(Number);
    const weight = Number(smooth);
    return {
      key,
      axis: axis === "minutes" ? "minutes" : "steps",
      smooth: weight > 0 ? Math.min(weight, MOST_SMOOTH) : 0,
      log: log !== "",
      zoom: low !== undefined && high !== undefined && high > low ? [low, high] : undefined,
      setZoom: (range) => setZoom(range ? range.map((end) => Number(end.toPrecision(6))).join("~") : ""),
    };
  }, [key, axis, smooth, log, zoom]);
  const bar = (
    <div class="bar chart-bar" role="group" aria-label="charts">
      <span class="slide">
        <span>smoothing</span>
        <Slider
          label="smoothing of the lines"
          least={0}
          most={MOST_SMOOTH}
          step={0.01}
          value={view.smooth}
          text={view.smooth === 0 ? "none" : view.smooth.toFixed(2)}
          slide={(weight) => setSmooth(String(weight))}
        />
        <output>{view.smooth === 0 ? "none" : view.smooth.toFixed(2)}</output>
      </span>
      <span>
        over{" "}
        <select
          aria-label="axis of the charts"
          value={view.axis}
          onChange={(event) => {
            setZoom("");
            setAxis(event.currentTarget.value);
          }}
        >
          <option value="steps">steps</option>
          <option value="minutes">minutes of training</option>
        </select>
      </span>
      <label>
        <input
          type="checkbox"
          checked={view.log}
          onChange={(event) => setLog(event.currentTarget.checked ? "1" : "")}
        />{" "}
        logarithmic
      </label>
      {view.zoom ? (
        <button type="button" onClick={() => view.setZoom(undefined)}>
          Show all {view.axis}, not {number(view.zoom[0])} to {number(view.zoom[1])}
        </button>
      ) : (
        <span class="quiet">drag in a chart to enlarge a part of it</span>
      )}
    </div>
  );
  return { view, bar };
}
