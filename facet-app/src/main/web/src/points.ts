// Draws many points. regl and what is built on it (regl-scatterplot) make their code by `Function`, which the
// page's security policy forbids; so this is WebGL itself, and pixels where there is no graphics processor.

/** Where points are on the canvas: pixel = offset + scale · value, the y axis upwards. */
export interface View {
  x: number;
  y: number;
  scaleX: number;
  scaleY: number;
}

export interface Points {
  x: Float32Array;
  y: Float32Array;
  /** Four bytes for each point: red, green, blue, how opaque. */
  colours: Uint8Array;
  /** Points that get a ring, and its colour. */
  rings: { at: number; colour: readonly [number, number, number] }[];
}

export interface Painter {
  /** How it draws, for measurements. */
  kind: "webgl" | "pixels";
  set: (points: Points) => void;
  draw: (view: View, size: number) => void;
  close: () => void;
}

const VERTEX = `#version 300 es
in vec2 place;
in vec4 colour;
uniform vec2 offset;
uniform vec2 scale;
uniform float size;
out vec4 shade;
void main() {
  gl_Position = vec4(offset + scale * place, 0.0, 1.0);
  gl_PointSize = size;
  shade = colour;
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 shade;
uniform float ring;
out vec4 result;
void main() {
  float far = 2.0 * length(gl_PointCoord - 0.5);
  float edge = 1.0 - smoothstep(0.8, 1.0, far);
  float inner = ring * (1.0 - smoothstep(0.5, 0.65, far));
  float alpha = shade.a * edge * (1.0 - inner);
  result = vec4(shade.rgb * alpha, alpha);
}`;

function program(gl: WebGL2RenderingContext): WebGLProgram | null {
  const made = gl.createProgram();
  for (const [type, text] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) {
      return null;
    }
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  return gl.getProgramParameter(made, gl.LINK_STATUS) ? made : null;
}

/** Programs that stand in for a graphics processor. They are slower than writing pixels. */
const STAND_INS = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether there is a graphics processor. A canvas that has been asked can no longer be drawn on in another way. */
function accelerated(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  if (!gl) {
    return false;
  }
  const told = String(gl.getParameter(gl.RENDERER));
  const info = told === "WebKit WebGL" ? gl.getExtension("WEBGL_debug_renderer_info") : null;
  return !STAND_INS.test(info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : told);
}

function webgl(canvas: HTMLCanvasElement): Painter | undefined {
  const gl = canvas.getContext("webgl2", { antialias: false });
  const made = gl && program(gl);
  if (!gl || !made) {
    return undefined;
  }
  gl.useProgram(made);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const uniform = (name: string) => gl.getUniformLocation(made, name);
  const [offset, scale, size, ring] = [uniform("offset"), uniform("scale"), uniform("size"), uniform("ring")];
  const place = gl.getAttribLocation(made, "place");
  const colour = gl.getAttribLocation(made, "colour");
  const layer = () => ({
    array: gl.createVertexArray(),
    places: gl.createBuffer(),
    colours: gl.createBuffer(),
    count: 0,
  });
  const [all, rings] = [layer(), layer()];
  const fill = (into: ReturnType<typeof layer>, places: Float32Array, colours: Uint8Array) => {
    into.count = places.length / 2;
    gl.bindVertexArray(into.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, into.places);
    gl.bufferData(gl.ARRAY_BUFFER, places, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, into.colours);
    gl.bufferData(gl.ARRAY_BUFFER, colours, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(colour);
    gl.vertexAttribPointer(colour, 4, gl.UNSIGNED_BYTE, true, 0, 0);
  };
  return {
    kind: "webgl",
    set: ({ x, y, colours, rings: ringed }) => {
      const places = new Float32Array(2 * x.length);
      for (let i = 0; i < x.length; i++) {
        places[2 * i] = x[i]!;
        places[2 * i + 1] = y[i]!;
      }
      fill(all, places, colours);
      const ringPlaces = new Float32Array(ringed.flatMap(({ at }) => [x[at]!, y[at]!]));
      fill(rings, ringPlaces, new Uint8Array(ringed.flatMap(({ colour }) => [...colour, 255])));
    },
    draw: (view, points) => {
      gl.viewport(0, 0, canvas.width, canvas.height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(offset, (2 * view.x) / canvas.width - 1, 1 - (2 * view.y) / canvas.height);
      gl.uniform2f(scale, (2 * view.scaleX) / canvas.width, (2 * view.scaleY) / canvas.height);
      for (const [what, big, isRing] of [
        [all, points, 0],
        [rings, 2.6 * points, 1],
      ] as const) {
        gl.uniform1f(size, big);
        gl.uniform1f(ring, isRing);
        gl.bindVertexArray(what.array);
        gl.drawArrays(gl.POINTS, 0, what.count);
      }
    },
    // losing the context would free it at once, and be logged as a warning
    close: () => {
      for (const { array, places, colours } of [all, rings]) {
        gl.deleteVertexArray(array);
        gl.deleteBuffer(places);
        gl.deleteBuffer(colours);
      }
      gl.deleteProgram(made);
    },
  };
}

/** Without a graphics processor: squares of pixels, written one by one. */
function pixels(canvas: HTMLCanvasElement): Painter | undefined {
  const context = canvas.getContext("2d");
  if (!context) {
    return undefined;
  }
  let shown: Points | undefined;
  let colours: Uint32Array = new Uint32Array(0);
  let image: ImageData | undefined;
  return {
    kind: "pixels",
    set: (points) => {
      shown = points;
      // in memory red comes first, so it is the lowest byte of a number
      colours = new Uint32Array(points.colours.buffer);
    },
    draw: (view, size) => {
      const { width, height } = canvas;
      if (!shown || width === 0 || height === 0) {
        return;
      }
      if (image?.width !== width || image.height !== height) {
        image = context.createImageData(width, height);
      }
      const into = new Uint32Array(image.data.buffer);
      into.fill(0);
      const square = (i: number, wide: number, colour: number) => {
        const left = Math.round(view.x + view.scaleX * shown!.x[i]! - wide / 2);
        const top = Math.round(view.y - view.scaleY * shown!.y[i]! - wide / 2);
        const right = Math.min(width, left + wide);
        const bottom = Math.min(height, top + wide);
        for (let y = Math.max(0, top); y < bottom; y++) {
          for (let at = y * width + Math.max(0, left); at < y * width + right; at++) {
            into[at] = colour;
          }
        }
      };
      const wide = Math.max(1, Math.round(size * 0.8));
      for (let i = 0; i < shown.x.length; i++) {
        square(i, wide, colours[i]!);
      }
      for (const { at, colour } of shown.rings) {
        square(at, 4 * wide, ((255 << 24) | (colour[2] << 16) | (colour[1] << 8) | colour[0]) >>> 0);
        square(at, 2 * wide, colours[at]!);
      }
      context.putImageData(image, 0, 0);
    },
    close: () => undefined,
  };
}

let processor: boolean | undefined;

/** A painter for a canvas that has not been drawn on. `forced` takes WebGL even without a graphics processor. */
export function painter(canvas: HTMLCanvasElement, forced: boolean): Painter | undefined {
  processor ??= accelerated();
  return (forced || processor ? webgl(canvas) : undefined) ?? pixels(canvas);
}

/** The point nearest to a place on the canvas, if one is within `reach` pixels; −1 if none is. */
export function nearest({ x, y }: Points, view: View, px: number, py: number, reach: number): number {
  let best = reach * reach;
  let found = -1;
  for (let i = 0; i < x.length; i++) {
    const dx = view.x + view.scaleX * x[i]! - px;
    const dy = view.y - view.scaleY * y[i]! - py;
    const far = dx * dx + dy * dy;
    if (far < best) {
      best = far;
      found = i;
    }
  }
  return found;
}

/** The points within a closed line on the canvas. */
export function within({ x, y }: Points, view: View, line: [number, number][]): number[] {
  const xs = line.map(([px]) => px);
  const ys = line.map(([, py]) => py);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const px = view.x + view.scaleX * x[i]!;
    const py = view.y - view.scaleY * y[i]!;
    if (px < left || px > right || py < top || py > bottom) {
      continue;
    }
    let inside = false;
    for (let a = 0, b = line.length - 1; a < line.length; b = a++) {
      if (ys[a]! > py !== ys[b]! > py && px < ((xs[b]! - xs[a]!) * (py - ys[a]!)) / (ys[b]! - ys[a]!) + xs[a]!) {
        inside = !inside;
      }
    }
    if (inside) {
      found.push(i);
    }
  }
  return found;
}
