/** Taps of the filter for 48 kHz → 16 kHz: a Kaiser window of 80 dB whose slope is 1.5 kHz wide (Kaiser 1974). */
const attenuation = 80;
/** The middle and the width of the filter's slope, as a share of the lower of the two Nyquist frequencies. */
const cutoff = 0.955;
const slope = 0.19;

/**
 * Changes the sample rate of a stream of mono samples: windowed sinc, one set of taps for each phase. The result does
 * not depend on how the stream is cut into pieces, and its sample 0 is the input's sample 0.
 */
export class Resampler {
  private readonly up: number;
  private readonly down: number;
  private readonly half: number;
  private readonly phases: Float32Array[];
  /** Input that is still needed; `at` is where the taps of the next output begin in it. */
  private held: Float32Array;
  private heldLength: number;
  private at = 0;
  private phase = 0;
  private taken = 0;
  private made = 0;
  private output = new Float32Array(0);

  /** Rates in Hz, whole numbers. */
  constructor(from: number, to: number) {
    const divisor = gcd(from, to);
    this.up = to / divisor;
    this.down = from / divisor;
    const nyquist = Math.min(from, to) / 2;
    const width = (2 * Math.PI * slope * nyquist) / from;
    this.half = from === to ? 1 : Math.ceil((attenuation - 8) / (2.285 * width) / 2);
    const fc = (cutoff * nyquist) / from;
    this.phases = Array.from({ length: this.up }, (_, p) => this.taps(p / this.up, fc, from === to));
    // Silence before the first sample, so that the taps of output 0 are centred on input 0.
    this.held = new Float32Array(4 * this.half + 1_024);
    this.heldLength = this.half - 1;
  }

  /** The samples that can be told now. The array is used again by the next call. */
  push(input: Float32Array): Float32Array {
    this.taken += input.length;
    return this.run(input, Number.POSITIVE_INFINITY);
  }

  /** The rest, as if silence followed; together ⌈input × to ÷ from⌉ samples. */
  finish(): Float32Array {
    const total = Math.ceil((this.taken * this.up) / this.down);
    return this.run(new Float32Array(this.half + 1), total - this.made);
  }

  private run(input: Float32Array, limit: number): Float32Array {
    this.hold(input);
    const room = Math.ceil((this.heldLength * this.up) / this.down) + 1;
    if (this.output.length < room) this.output = new Float32Array(room);
    const taps = 2 * this.half;
    let n = 0;
    while (this.at + taps <= this.heldLength && n < limit) {
      const filter = this.phases[this.phase]!;
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += filter[k]! * this.held[this.at + k]!;
      this.output[n++] = sum;
      this.phase += this.down;
      this.at += Math.floor(this.phase / this.up);
      this.phase %= this.up;
    }
    this.made += n;
    const used = Math.min(this.at, this.heldLength);
    this.held.copyWithin(0, used, this.heldLength);
    this.heldLength -= used;
    this.at -= used;
    return this.output.subarray(0, n);
  }

  private hold(input: Float32Array): void {
    const needed = this.heldLength + input.length;
    if (needed > this.held.length) {
      const larger = new Float32Array(2 * needed);
      larger.set(this.held.subarray(0, this.heldLength));
      this.held = larger;
    }
    this.held.set(input, this.heldLength);
    this.heldLength = needed;
  }

  /** The taps for an output that lies `fraction` of a sample behind the middle one. */
  private taps(fraction: number, fc: number, same: boolean): Float32Array {
    const taps = new Float32Array(2 * this.half);
    if (same) {
      taps[0] = 1;
      return taps;
    }
    const beta = 0.1102 * (attenuation - 8.7);
    let sum = 0;
    for (let k = 0; k < taps.length; k++) {
      const distance = fraction + this.half - 1 - k;
      const x = distance / this.half;
      const window = Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
      taps[k] = 2 * fc * sinc(2 * fc * distance) * window;
      sum += taps[k]!;
    }
    for (let k = 0; k < taps.length; k++) taps[k]! /= sum;
    return taps;
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The modified Bessel function of the first kind, order 0, by its power series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
