// Converts a picture to the input of the networks, as training does (dev.facet.data.resample.Resampler): made square as
// the pictures of the data were, by area averaging when reduced and by linear interpolation when enlarged; grey is the
// luma of ITU-R BT.601; transparent parts are composed on the background of the data.

const MOST_PIXELS = 25_000_000;
/** Two levels that are nearer than this are hard to tell apart. */
const ALIKE = 32;

/** How picture files become items. */
export interface Pictures {
  fit: "crop" | "pad" | "stretch";
  background: "auto" | "white" | "black";
}

interface Weights {
  start: number[];
  values: number[][];
}

/** The weights of source samples start[i] … in target sample i. */
function weights(from: number, to: number): Weights {
  const ratio = from / to;
  const start: number[] = [];
  const values: number[][] = [];
  for (let i = 0; i < to; i++) {
    if (ratio >= 1) {
      const low = i * ratio;
      const high = Math.min((i + 1) * ratio, from);
      const first = Math.trunc(low);
      const last = Math.min(Math.ceil(high - 1e-9), from);
      start.push(first);
      values.push(
        Array.from(
          { length: last - first },
          (_, k) => (Math.min(high, first + k + 1) - Math.max(low, first + k)) / ratio,
        ),
      );
    } else {
      const centre = Math.max(0, Math.min(from - 1, (i + 0.5) * ratio - 0.5));
      const first = Math.min(Math.trunc(centre), Math.max(0, from - 2));
      start.push(first);
      values.push(from === 1 ? [1] : [1 - (centre - first), centre - first]);
    }
  }
  return { start, values };
}

/** Resamples each row to another length, and transposes rows and columns. */
function along(plane: Float32Array, width: number, { start, values }: Weights): Float32Array {
  const height = plane.length / width;
  const turned = new Float32Array(values.length * height);
  values.forEach((row, x) => {
    for (let y = 0; y < height; y++) {
      const first = y * width + (start[x] ?? 0);
      turned[x * height + y] = row.reduce((sum, weight, k) => sum + weight * (plane[first + k] ?? 0), 0);
    }
  });
  return turned;
}

const luma = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** What is behind transparent parts, 0 or 255: on which less of the drawing is lost, else what is farther from it. */
function behind(data: Uint8ClampedArray, { background }: Pictures): number {
  if (background !== "auto") {
    return background === "white" ? 255 : 0;
  }
  const sums = { drawn: 0, luma: 0, onBlack: 0, onWhite: 0 };
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
    const level = luma(red, green, blue);
    sums.drawn += alpha;
    sums.luma += alpha * level;
    sums.onBlack += level < ALIKE ? alpha : 0;
    sums.onWhite += level > 255 - ALIKE ? alpha : 0;
  }
  const lost = (sums.onBlack - sums.onWhite) / sums.drawn;
  const white = Math.abs(lost) > 0.02 ? lost > 0 : sums.luma / sums.drawn < 127.5;
  return white ? 255 : 0;
}

/** The median along the border of a plane. */
function border(plane: Float32Array, width: number): number {
  const last = plane.length - width;
  const edge = plane.filter((_, i) => i < width || i >= last || i % width === 0 || i % width === width - 1);
  return Math.round(edge.sort()[Math.floor(edge.length / 2)] ?? 0);
}

/** The picture as planes with values from 0 to 1. */
export async function read(
  file: Blob,
  shape: { channels: number; width: number },
  pictures: Pictures = { fit: "crop", background: "black" },
): Promise<Float32Array> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error("the browser cannot read this picture; use PNG, JPEG, GIF, BMP or WebP");
  }
  const { width, height } = bitmap;
  if (width * height > MOST_PIXELS) {
    bitmap.close();
    throw new Error(`the picture has ${width}×${height} pixels; at most ${MOST_PIXELS / 1e6} million are allowed`);
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) {
    throw new Error("the browser has too little memory for the picture");
  }
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const background = behind(context.getImageData(0, 0, width, height).data, pictures);
  const square = Math.min(width, height);
  const [wide, high] = pictures.fit === "crop" ? [square, square] : [width, height];
  const { data } = context.getImageData(
    Math.trunc((width - wide) / 2),
    Math.trunc((height - high) / 2),
    wide,
    high,
  );
  const planes = Array.from({ length: shape.channels }, () => new Float32Array(wide * high));
  for (let p = 0; p < wide * high; p++) {
    const alpha = (data[4 * p + 3] ?? 0) / 255;
    const [red = 0, green = 0, blue = 0] = Array.from(
      data.subarray(4 * p, 4 * p + 3),
      (value) => alpha * value + (1 - alpha) * background,
    );
    const colours = shape.channels === 3 ? [red, green, blue] : [luma(red, green, blue)];
    planes.forEach((plane, c) => {
      plane[p] = colours[c] ?? 0;
    });
  }
  const size = shape.width;
  const longer = Math.max(wide, high);
  const part = (side: number) => (pictures.fit === "pad" ? Math.max(1, Math.round((size * side) / longer)) : size);
  const [columns, rows] = [part(wide), part(high)];
  const [left, top] = [Math.trunc((size - columns) / 2), Math.trunc((size - rows) / 2)];
  const [across, down] = [weights(wide, columns), weights(high, rows)];
  const whole = new Float32Array(shape.channels * size * size);
  planes.forEach((plane, c) => {
    const small = along(along(plane, wide, across), high, down);
    const edge = columns < size || rows < size ? border(plane, wide) : 0;
    for (let i = 0; i < size * size; i++) {
      const [x, y] = [(i % size) - left, Math.trunc(i / size) - top];
      const inside = x >= 0 && x < columns && y >= 0 && y < rows;
      const value = inside ? (small[y * columns + x] ?? 0) : edge;
      // Rounded to whole steps, as in training.
      whole[c * size * size + i] = Math.max(0, Math.min(255, Math.round(value))) / 255;
    }
  });
  return whole;
}
