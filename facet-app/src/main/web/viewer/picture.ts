// Converts a picture to the input of the networks, as training does (dev.facet.data.resample.Resampler): the middle
// square is resampled by area averaging when reduced and by linear interpolation when enlarged; grey is the luma of
// ITU-R BT.601; transparent pixels are composited on black.

const MOST_PIXELS = 25_000_000;

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

/** The picture as planes with values from 0 to 1. */
export async function read(file: Blob, shape: { channels: number; width: number }): Promise<Float32Array> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { colorSpaceConversion: "none" });
  } catch {
    throw new Error("the browser cannot read this picture; use PNG, JPEG, GIF, BMP or WebP");
  }
  const { width, height } = bitmap;
  if (width * height > MOST_PIXELS) {
    bitmap.close();
    throw new Error(`the picture has ${width}×${height} pixels; at most ${MOST_PIXELS / 1e6} million are allowed`);
  }
  const side = Math.min(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true }); // starts black
  if (!context) {
    throw new Error("the browser has too little memory for the picture");
  }
  context.drawImage(bitmap, -Math.trunc((width - side) / 2), -Math.trunc((height - side) / 2));
  bitmap.close();
  const { data } = context.getImageData(0, 0, side, side);
  const planes = Array.from({ length: shape.channels }, () => new Float32Array(side * side));
  for (let p = 0; p < side * side; p++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * p, 4 * p + 3);
    const colours = shape.channels === 3 ? [red, green, blue] : [0.299 * red + 0.587 * green + 0.114 * blue];
    planes.forEach((plane, c) => {
      plane[p] = colours[c] ?? 0;
    });
  }
  const sums = weights(side, shape.width);
  const whole = new Float32Array(shape.channels * shape.width * shape.width);
  planes.forEach((plane, c) => {
    along(along(plane, side, sums), side, sums).forEach((value, i) => {
      // Rounded to whole steps, as in training.
      whole[c * shape.width * shape.width + i] = Math.max(0, Math.min(255, Math.round(value))) / 255;
    });
  });
  return whole;
}
