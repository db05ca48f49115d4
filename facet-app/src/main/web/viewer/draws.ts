// Facet's random numbers (dev.facet.codes.Draws): a pure function of seed and index, so that a seed gives the same
// picture everywhere.

const GOLDEN = 0x9e3779b97f4a7c15n;
const word = (x: bigint): bigint => BigInt.asUintN(64, x);

function mix(z: bigint): bigint {
  let x = word((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
  x = word((x ^ (x >> 27n)) * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
}

export class Draws {
  private state: bigint;
  private spare: number | undefined;

  constructor(seed: bigint, index: bigint) {
    this.state = mix(word(mix(word(seed + GOLDEN)) ^ mix(word(index * 0xd1342543de82ef95n + 0x2545f4914f6cdd1dn))));
  }

  /** Uniform on [0, 1). */
  next(): number {
    this.state = word(this.state + GOLDEN);
    return Number(mix(this.state) >> 11n) * 2 ** -53;
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Standard normal, by the polar method of Marsaglia. */
  gaussian(): number {
    if (this.spare !== undefined) {
      const spare = this.spare;
      this.spare = undefined;
      return spare;
    }
    let u: number;
    let v: number;
    let s: number;
    do {
      u = 2 * this.next() - 1;
      v = 2 * this.next() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    this.spare = v * scale;
    return u * scale;
  }
}
