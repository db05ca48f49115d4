import { shape, size } from "./model";

/** Draws item i on a canvas. */
export function draw(canvas: HTMLCanvasElement, items: Float32Array, i: number): void {
  const context = canvas.getContext("2d");
  if (!context) {
    return;
  }
  const item = items.subarray(i * size, (i + 1) * size);
  if (shape.kind === "images") {
    canvas.width = shape.width;
    canvas.height = shape.height;
    const picture = context.createImageData(shape.width, shape.height);
    const plane = shape.width * shape.height;
    for (let p = 0; p < plane; p++) {
      for (let c = 0; c < 3; c++) {
        picture.data[4 * p + c] = Math.round(
          255 * Math.min(1, Math.max(0, item[shape.channels === 1 ? p : c * plane + p] ?? 0)),
        );
      }
      picture.data[4 * p + 3] = 255;
    }
    context.putImageData(picture, 0, 0);
    return;
  }
  canvas.width = canvas.height = 120;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, 120, 120);
  const steps = length(item);
  const channels = shape.channels - (shape.masked ? 1 : 0);
  const lines = shape.path ? [walk(item, steps)] : Array.from({ length: channels }, (_, c) => curve(item, c, steps));
  for (const line of lines) {
    const xs = line.map(([x]) => x);
    const ys = line.map(([, y]) => y);
    const scale = 100 / Math.max(1e-9, shape.path ? Math.max(spread(xs), spread(ys)) : shape.width - 1);
    const down = shape.path ? scale : 100 / Math.max(1e-9, spread(ys));
    context.beginPath();
    line.forEach(([x, y]) => context.lineTo(10 + (x - Math.min(...xs)) * scale, 110 - (y - Math.min(...ys)) * down));
    context.stroke();
  }
}

const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);

/** The steps of an item with a length of its own: those of the mask that is nearest to its last channel, `present`. */
function length(item: Float32Array): number {
  if (!shape.masked) {
    return shape.width;
  }
  let [steps, sum, most] = [1, 0, 0];
  for (let t = 1; t < shape.width; t++) {
    sum += (item[(shape.channels - 1) * shape.width + t] ?? 0) - 0.5;
    if (sum > most) {
      [steps, most] = [t + 1, sum];
    }
  }
  return steps;
}

function walk(item: Float32Array, steps: number): [number, number][] {
  let [x, y] = [0, 0];
  return Array.from({ length: steps }, (_, t) => {
    x += item[t] ?? 0;
    y += item[shape.width + t] ?? 0;
    return [x, y];
  });
}

const curve = (item: Float32Array, channel: number, steps: number): [number, number][] =>
  Array.from({ length: steps }, (_, t) => [t, item[channel * shape.width + t] ?? 0]);

/** Item i as the data URL of a picture. */
export function address(items: Float32Array, i: number): string {
  const canvas = document.createElement("canvas");
  draw(canvas, items, i);
  return canvas.toDataURL();
}
