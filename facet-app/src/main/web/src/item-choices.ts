// What the view of items shows, by the settings in its address and by what the run has.

import type * as api from "./api";
import { categoryLabel, type Code, controls, isCategorical, label } from "./codes";
import type { Columns } from "./columns";
import type { ItemsState } from "./items-api";
import type { Colouring } from "./scatter";

type Kinds = Code & { categorical: number };

export type Show = "kinds" | "sorted" | "scatter";

const COMPONENTS = 3;

/** Single items far away would leave one colour for all others. */
const ENDS = [0.01, 0.99] as const;

export interface Choices {
  views: Show[];
  view: Show;
  kindCodes: Kinds[];
  kindCode: Kinds | undefined;
  numberCodes: Code[];
  along: Code | undefined;
  /** The category that is shown alone. */
  kind: number | undefined;
  /** The names of columns that can be axes, and those that are. */
  axes: string[];
  x: string;
  y: string;
  /** The names of columns that can be colours, and the one that is; `none` for none. */
  colours: string[];
  colour: string;
  /** The names of the columns that are needed. */
  needed: string[];
}

export function choices(run: api.Run, state: ItemsState, setting: (key: string) => string): Choices {
  const codes = controls(run.codes);
  const kindCodes = codes.filter(isCategorical);
  const numberCodes = codes.filter((code) => !isCategorical(code));
  const views: Show[] = [
    ...(kindCodes.length > 0 ? (["kinds"] as const) : []),
    ...(numberCodes.length > 0 ? (["sorted"] as const) : []),
    "scatter",
  ];
  const view = views.find((each) => each === setting("show")) ?? views[0] ?? "scatter";
  const kindCode = kindCodes.find((code) => code.name === setting("code")) ?? kindCodes[0];
  const along = numberCodes.find((code) => code.name === setting("along")) ?? numberCodes[0];
  const given = /^\d{1,5}$/.test(setting("kind")) ? Number(setting("kind")) : Infinity;
  const kind = kindCode && given < kindCode.categorical ? given : undefined;

  const means = numberCodes.map((code) => `mean/${code.name}`);
  const places = Array.from({ length: Math.min(COMPONENTS, state.components ?? 0) }, (_, k) => `component/${k}`);
  const axes = [...means, ...places];
  const axis = (key: string, otherwise: string | undefined): string =>
    axes.find((each) => each === setting(key)) ?? otherwise ?? places[0] ?? "";
  const x = axis("x", places[0]);
  const y = axis("y", places[1]);
  const labelled = (state.labels?.length ?? 0) > 0 ? ["label"] : [];
  const distance = state.calibrated === true ? ["distance"] : [];
  const sure = kindCodes.map((code) => `probability/${code.name}`);
  const colours = [...kindCodes.map((code) => `category/${code.name}`), ...labelled, ...means, ...sure, ...distance];
  const colour =
    setting("colour") === "none"
      ? "none"
      : (colours.find((each) => each === setting("colour")) ?? colours[0] ?? "none");

  const needed = new Set(["number", ...kindCodes.map((code) => `category/${code.name}`), ...sure, ...labelled]);
  distance.forEach((name) => needed.add(name));
  if (along) {
    needed.add(`mean/${along.name}`);
  }
  if (view === "scatter") {
    [x, y, ...(colour === "none" ? [] : [colour])].forEach((name) => needed.add(name));
  }
  return {
    views,
    view,
    kindCodes,
    kindCode,
    numberCodes,
    along,
    kind,
    axes,
    x,
    y,
    colours,
    colour,
    needed: [...needed].sort(),
  };
}

/** What a column is called on the page. */
export function columnLabel(run: api.Run, column: string): string {
  const [what = "", of = ""] = column.split("/");
  const code = run.codes.find((each) => each.name === of);
  const name = code ? label(code, run.names) : of;
  const others: Record<string, string> = {
    component: `features ${Number(of) + 1}`,
    probability: `certainty of ${name}`,
    distance: "distance from the data",
    label: "label",
  };
  return others[what] ?? name;
}

/** What the colours of points say. */
export function colouring(run: api.Run, state: ItemsState, colour: string, columns: Columns | undefined): Colouring {
  const values = columns?.[colour];
  if (!values) {
    return { kind: "none" };
  }
  const [what = "", of = ""] = colour.split("/");
  if (what === "label") {
    return { kind: "kinds", values, names: state.labels ?? [] };
  }
  const code = run.codes.find((each) => each.name === of);
  if (what === "category" && code && isCategorical(code)) {
    const names = Array.from({ length: code.categorical }, (_, k) => categoryLabel(code, run.names, k));
    return { kind: "kinds", values, names };
  }
  const inOrder = Float32Array.from(values).sort();
  const at = (share: number) => inOrder[Math.round(share * (inOrder.length - 1))] ?? 0;
  return { kind: "numbers", values, low: at(ENDS[0]), high: at(ENDS[1]) };
}
