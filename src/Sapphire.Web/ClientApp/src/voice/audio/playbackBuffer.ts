/** How a speech goes on in the buffer. */
export type PlaybackPhase = 'idle' | 'waiting' | 'playing' | 'stopping';

/** How the buffer waits and fades, in seconds. */
const firstWait = 0.08;
const longestWait = 0.4;
const fade = 0.005;

/**
 * The samples of one speech between the network and the speaker. It starts when a little is there (more after each
 * underrun), holds whatever the server sends ahead, and neither starts nor stops with a click.
 *
 *   idle ──begin──► waiting ──enough, complete──► playing ──ran dry──► waiting
 *                                                 playing ──all of it played──► idle
 *   waiting ──stop──► idle      playing ──stop──► stopping ──faded──► idle
 */
export class PlaybackBuffer {
  phase: PlaybackPhase = 'idle';
  speechId: string | null = null;
  /** The number of the next sample to be played: what the speaker got of the speech so far. */
  position = 0;
  underruns = 0;
  private ring: Float32Array;
  private read = 0;
  private length = 0;
  private total = Number.POSITIVE_INFINITY;
  private wait: number;
  private hold = 0;
  private gain = 0;
  /** What hangs over after the sound broke off, faded out. */
  private tail = 0;

  constructor(private readonly rate: number) {
    this.ring = new Float32Array(rate * 2);
    this.wait = firstWait;
  }

  /** Samples that wait. */
  get buffered(): number {
    return this.length;
  }

  /** Expects a speech. One that is here already goes on: it is sent again after a reconnect. */
  begin(speechId: string, firstSample: number): void {
    if (this.speechId === speechId && this.phase !== 'stopping') return;
    this.drop();
    this.speechId = speechId;
    this.position = firstSample;
    this.phase = 'waiting';
  }

  /** Plays silence first, for as many samples: something else rings. */
  holdBack(samples: number): void {
    this.hold = samples;
  }

  push(speechId: string, sample: number, data: Float32Array): void {
    if (speechId !== this.speechId || this.phase === 'stopping' || this.phase === 'idle') return;
    const expected = this.position + this.length;
    // Sent twice after a reconnect; a gap, which should not be, is silence so that the numbers stay true.
    if (sample > expected) this.append(new Float32Array(sample - expected));
    this.append(sample < expected ? data.subarray(Math.min(data.length, expected - sample)) : data);
  }

  complete(speechId: string, samples: number): void {
    if (speechId === this.speechId) this.total = samples;
  }

  /** Drops what waits; a few milliseconds are still played, fading. */
  stop(): void {
    this.hold = 0;
    if (this.phase === 'playing') this.phase = 'stopping';
    else if (this.phase === 'waiting') this.end();
  }

  /** Fills a block. Returns true when a speech ended in it. */
  render(out: Float32Array): boolean {
    const before = this.phase;
    for (let i = 0; i < out.length; i++) out[i] = this.next();
    return before !== 'idle' && this.phase === 'idle';
  }

  private next(): number {
    const step = 1 / (fade * this.rate);
    if (this.hold > 0) {
      this.hold--;
      return this.decay(step);
    }
    if (this.phase === 'waiting' && this.ready()) this.start();
    if (this.phase !== 'playing' && this.phase !== 'stopping') return this.decay(step);
    if (this.length === 0) {
      if (this.phase === 'playing' && this.position < this.total) this.runDry();
      else this.end();
      return this.decay(step);
    }
    const value = this.ring[this.read]!;
    this.read = (this.read + 1) % this.ring.length;
    this.length--;
    this.position++;
    // Half a step is what rounding leaves of none.
    if (this.phase === 'stopping') this.gain = this.gain < 1.5 * step ? 0 : this.gain - step;
    else this.gain = Math.min(1, this.gain + step);
    this.tail = value * this.gain;
    const heard = this.tail;
    if (this.phase === 'stopping' && this.gain === 0) this.end();
    // Playing ends with its last sample, not a block later.
    else if (this.length === 0 && this.position >= this.total) this.end();
    return heard;
  }

  private ready(): boolean {
    return this.length >= this.wait * this.rate || this.position + this.length >= this.total;
  }

  private start(): void {
    this.phase = 'playing';
    this.gain = 0;
  }

  private runDry(): void {
    this.underruns++;
    this.wait = Math.min(longestWait, this.wait * 1.5);
    this.phase = 'waiting';
  }

  private end(): void {
    this.drop();
    this.phase = 'idle';
  }

  private drop(): void {
    this.read = 0;
    this.length = 0;
    this.gain = 0;
    this.wait = firstWait;
    this.total = Number.POSITIVE_INFINITY;
  }

  private decay(step: number): number {
    this.tail = Math.abs(this.tail) < 1e-4 ? 0 : this.tail * (1 - 3 * step);
    return this.tail;
  }

  private append(data: Float32Array): void {
    if (this.length + data.length > this.ring.length) this.grow(this.length + data.length);
    const write = (this.read + this.length) % this.ring.length;
    const first = Math.min(data.length, this.ring.length - write);
    this.ring.set(data.subarray(0, first), write);
    this.ring.set(data.subarray(first), 0);
    this.length += data.length;
  }

  private grow(needed: number): void {
    const larger = new Float32Array(Math.max(needed, this.ring.length * 2));
    for (let i = 0; i < this.length; i++) larger[i] = this.ring[(this.read + i) % this.ring.length]!;
    this.ring = larger;
    this.read = 0;
  }
}
