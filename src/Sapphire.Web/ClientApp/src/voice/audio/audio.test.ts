import { describe, expect, it } from 'vitest';
import { Framer, frameSamples, fromBase64, toBase64 } from './pcm';
import { PlaybackBuffer } from './playbackBuffer';
import { Resampler } from './resampler';

const tone = (rate: number, hertz: number, seconds: number) => Float32Array.from({ length: Math.round(rate * seconds) }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate));

function resample(from: number, input: Float32Array, chunks: () => number = () => 128): Float32Array {
  const resampler = new Resampler(from, 16_000);
  const out: number[] = [];
  for (let i = 0; i < input.length; ) {
    const n = Math.max(1, chunks());
    out.push(...resampler.push(input.subarray(i, i + n)));
    i += n;
  }
  out.push(...resampler.finish());
  return Float32Array.from(out);
}

/** The amplitude of the loudest thing in the middle of the signal, in dB of a full tone. */
function decibels(samples: Float32Array): number {
  const middle = samples.subarray(800, samples.length - 800);
  const power = middle.reduce((sum, s) => sum + s * s, 0) / middle.length;
  return 10 * Math.log10(2 * power);
}

describe('the resampler', () => {
  it.each([44_100, 48_000, 96_000, 32_000, 16_000])('of %i Hz keeps what speech needs, in level, time and length', (rate) => {
    for (const hertz of [50, 300, 1_000, 3_400, 6_500]) {
      const input = tone(rate, hertz, 0.5);
      const output = resample(rate, input);
      expect(output).toHaveLength(Math.ceil((input.length * 16_000) / rate));
      expect(Math.abs(decibels(output))).toBeLessThan(0.1);
      // Sample for sample the same tone: the filter shifts nothing.
      const wanted = tone(16_000, hertz, 0.5);
      for (let i = 1_000; i < 7_000; i += 7) expect(Math.abs(output[i]! - wanted[i]!)).toBeLessThan(0.02);
    }
  });

  it.each([[44_100, 9_000], [44_100, 12_000], [48_000, 9_000], [48_000, 10_000], [48_000, 15_900], [48_000, 23_000], [96_000, 17_000], [96_000, 40_000]])('from %i Hz lets less than -60 dB of %i Hz through', (rate, hertz) => {
    expect(decibels(resample(rate, tone(rate, hertz, 0.5)))).toBeLessThan(-60);
  });

  it('gives the same whatever the pieces are', () => {
    let seed = 7;
    const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
    for (const rate of [44_100, 48_000]) {
      const input = Float32Array.from({ length: 20_011 }, () => random() * 2 - 1);
      const whole = resample(rate, input, () => input.length);
      expect(resample(rate, input, () => Math.floor(random() * 700))).toEqual(whole);
      expect(resample(rate, input, () => 1)).toEqual(whole);
    }
  });

  it('of nothing is nothing, and of one sample about a third of one', () => {
    expect(resample(48_000, new Float32Array(0))).toHaveLength(0);
    expect(resample(48_000, new Float32Array(1))).toHaveLength(1);
  });
});

describe('frames', () => {
  it('are 20 ms each, with the rest at the end, and nothing is lost', () => {
    const frames: Int16Array[] = [];
    const levels: number[] = [];
    const framer = new Framer((pcm, level) => {
      frames.push(pcm);
      levels.push(level);
    });
    for (let i = 0; i < 10; i++) framer.push(new Float32Array(71).fill(0.5));
    framer.flush();
    framer.flush();
    expect(frames.map((f) => f.length)).toEqual([frameSamples, frameSamples, 70]);
    expect(frames.every((f) => f.every((s) => s === 16_384))).toBe(true);
    expect(levels[0]).toBeCloseTo(0.5);
  });

  it('clip what is too loud, and survive base64', () => {
    let frame = new Int16Array(0);
    const framer = new Framer((pcm) => (frame = pcm));
    framer.push(Float32Array.of(2, -2, 1, -1, 0, Number.MIN_VALUE));
    framer.flush();
    expect([...frame]).toEqual([32_767, -32_767, 32_767, -32_767, 0, 0]);
    expect(fromBase64(toBase64(frame))).toEqual(frame);
    expect(toBase64(Int16Array.of(1, -2))).toBe('AQD+/w==');
    const full = Int16Array.from({ length: 24_000 }, (_, i) => (i * 7) % 30_000);
    expect(fromBase64(toBase64(full))).toEqual(full);
  });
});

describe('the playback buffer', () => {
  const rate = 1_000; // 80 ms are 80 samples, a fade is 5.
  const ramp = (from: number, count: number) => Float32Array.from({ length: count }, (_, i) => (from + i + 1) / 100_000);
  const play = (buffer: PlaybackBuffer, count: number) => {
    const out = new Float32Array(count);
    const ended = buffer.render(out);
    return { out, ended };
  };
  const begun = () => {
    const buffer = new PlaybackBuffer(rate);
    buffer.begin('a', 0);
    return buffer;
  };

  it('waits until a little is there, then plays each sample once and in order', () => {
    const buffer = begun();
    buffer.push('a', 0, ramp(0, 79));
    expect(play(buffer, 10).out.every((s) => s === 0)).toBe(true);
    buffer.push('a', 79, ramp(79, 1_000));
    buffer.complete('a', 1_079);
    const { out, ended } = play(buffer, 1_079);
    for (let i = 5; i < 1_079; i++) expect(out[i]).toBeCloseTo((i + 1) / 100_000, 6);
    expect([ended, buffer.position, buffer.phase, buffer.underruns]).toEqual([true, 1_079, 'idle', 0]);
  });

  it('does not wait for more of a short speech that is complete', () => {
    const buffer = begun();
    buffer.push('a', 0, ramp(0, 20));
    buffer.complete('a', 20);
    expect(play(buffer, 30).ended).toBe(true);
    expect(buffer.position).toBe(20);
  });

  it('ends at once when the speech has no samples', () => {
    const buffer = begun();
    buffer.complete('a', 0);
    expect(play(buffer, 10).ended).toBe(true);
  });

  it('holds far more than it began with', () => {
    const buffer = begun();
    for (let i = 0; i < 30; i++) buffer.push('a', i * 500, ramp(i * 500, 500));
    buffer.complete('a', 15_000);
    play(buffer, 300);
    const { out } = play(buffer, 14_000);
    expect(out[0]).toBeCloseTo(301 / 100_000, 6);
    expect(out[13_999]).toBeCloseTo(14_300 / 100_000, 6);
  });

  it('counts an underrun, waits longer after it, and loses nothing', () => {
    const buffer = begun();
    buffer.push('a', 0, ramp(0, 100));
    play(buffer, 150);
    expect([buffer.underruns, buffer.position, buffer.phase]).toEqual([1, 100, 'waiting']);
    buffer.push('a', 100, ramp(100, 100));
    play(buffer, 10);
    expect(buffer.position).toBe(100);
    buffer.push('a', 200, ramp(200, 50));
    play(buffer, 10);
    expect(buffer.position).toBe(110);
  });

  it('neither stops nor starts with a click', () => {
    const buffer = begun();
    buffer.push('a', 0, new Float32Array(400).fill(1));
    const start = play(buffer, 50).out;
    buffer.stop();
    const stop = play(buffer, 50).out;
    const steps = [...start, ...stop].map((s, i, all) => Math.abs(s - (all[i - 1] ?? 0)));
    expect(Math.max(...steps)).toBeLessThanOrEqual(0.21);
    expect(stop.at(-1)).toBe(0);
    expect(buffer.phase).toBe('idle');
    // Fading samples were heard, too.
    expect(buffer.position).toBe(55);
  });

  it('goes on where it is when a speech is sent again after a reconnect', () => {
    const buffer = begun();
    buffer.push('a', 0, ramp(0, 300));
    play(buffer, 100);
    buffer.begin('a', 60);
    buffer.push('a', 60, ramp(60, 200));
    buffer.push('a', 260, ramp(260, 100));
    expect(buffer.buffered).toBe(260);
    const { out } = play(buffer, 260);
    for (let i = 0; i < 260; i++) expect(out[i]).toBeCloseTo((101 + i) / 100_000, 6);
  });

  it('begins in the middle when the page was loaded anew', () => {
    const buffer = new PlaybackBuffer(rate);
    buffer.begin('a', 500);
    buffer.push('a', 500, ramp(500, 100));
    play(buffer, 50);
    expect(buffer.position).toBe(550);
  });

  it('plays nothing of a speech that it does not know, or that was stopped', () => {
    const buffer = begun();
    buffer.push('b', 0, ramp(0, 500));
    expect(buffer.buffered).toBe(0);
    buffer.stop();
    buffer.push('a', 0, ramp(0, 500));
    expect(buffer.buffered).toBe(0);
    buffer.begin('b', 0);
    buffer.push('b', 0, ramp(0, 100));
    play(buffer, 10);
    expect(buffer.position).toBe(10);
  });

  it('holds speech back while something rings', () => {
    const buffer = begun();
    buffer.holdBack(600);
    buffer.push('a', 0, ramp(0, 200));
    play(buffer, 600);
    expect(buffer.position).toBe(0);
    play(buffer, 10);
    expect(buffer.position).toBe(10);
  });
});
