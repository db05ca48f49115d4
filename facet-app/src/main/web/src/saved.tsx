import { useEffect, useState } from "preact/hooks";

const SIGNATURE = 8;
/** 96 pixels per inch, as CSS defines them. */
const PER_METRE = 3780;
const MOST = 4;

/** The dots in a row of a PNG file for each pixel of a page: its chunk pHYs, as dev.facet.format.PngFile writes it. */
export function densityOf(file: ArrayBuffer): number {
  const bytes = new DataView(file);
  for (let at = SIGNATURE; at + 21 <= file.byteLength; at += 12 + bytes.getUint32(at)) {
    const type = bytes.getUint32(at + 4);
    if (type === 0x70485973) {
      const density = Math.round(bytes.getUint32(at + 8) / PER_METRE);
      return density >= 1 && density <= MOST ? density : 1;
    }
    if (type === 0x49444154) {
      return 1;
    }
  }
  return 1;
}

/** A picture that training or a command saved, in the size that its file asks for; older ones have a dot per pixel. */
export function Saved({ address, alt }: { address: string; alt: string }) {
  const [density, setDensity] = useState(2);
  useEffect(() => {
    let gone = false;
    fetch(address, { cache: "force-cache" })
      .then((answer) => (answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(answer.statusText))))
      .then((file) => gone || setDensity(densityOf(file)))
      .catch(() => undefined); // the picture itself is missing then, and shows its text
    return () => {
      gone = true;
    };
  }, [address]);
  // With `src` as well, a screen that is not dense would take that, in the size of its dots.
  return <img srcset={`${address} ${density}x`} alt={alt} />;
}
