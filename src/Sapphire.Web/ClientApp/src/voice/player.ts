import { fromBase64, toBase64 } from './audio/pcm';
import workletUrl from './audio/playback.worklet.ts?worker&url';
import type { FromPlayback, ToPlayback } from './audio/playbackMessages';
import { loudness } from './loudness';

/**
 * What browser tests hear with: when `window.__sapphireTap` is an object before the first speech, every sample that is
 * played is added to it, before volume and mute.
 */
export interface PlaybackTap {
  /** In Hz; 0 until something is played. */
  sampleRate: number;
  /** Mono, 16 bits. */
  samples: number[];
  /** Where each speech began in `samples`. */
  speeches: { speechId: string; at: number }[];
  underruns: number;
  /** All of it, or from a sample on, as base64 of 16-bit little endian. */
  pcm(from?: number): string;
}

declare global {
  interface Window {
    __sapphireTap?: Partial<PlaybackTap>;
  }
}

export interface PlayerEvents {
  /** Told about ten times a second while something plays, and when it ends. */
  position(speechId: string, samples: number, ended: boolean): void;
  /** The browser plays nothing before the person has touched the page; told again when it does. */
  blocked(blocked: boolean): void;
  /** Nothing can be played in this browser. */
  failed(error: unknown): void;
}

/** Plays speech through a worklet. Its sound system is started with the first speech. */
export class Player {
  private context: AudioContext | null = null;
  private gain: GainNode | null = null;
  private node: Promise<AudioWorkletNode> | null = null;
  private rate = 0;
  private playing = false;
  private tap: PlaybackTap | null = null;
  private readonly stopFollowing: () => void;

  constructor(private readonly events: PlayerEvents) {
    this.stopFollowing = loudness.subscribe(() => this.applyLoudness());
  }

  /** Starts the sound system; in a click, so that the browser allows it. */
  prepare(rate: number): void {
    if (this.rate === 0) this.open(rate);
    if (this.context && this.context.state !== 'running') void this.context.resume().catch(() => {});
  }

  begin(speechId: string, rate: number, firstSample: number): void {
    if (this.rate !== rate) this.open(rate);
    this.noteTap(speechId);
    this.post({ type: 'begin', speechId, firstSample });
    void this.resume();
  }

  push(speechId: string, sample: number, pcm: string): void {
    this.post({ type: 'push', speechId, sample, pcm: fromBase64(pcm) });
  }

  complete(speechId: string, samples: number): void {
    this.post({ type: 'complete', speechId, samples });
  }

  /** Drops what was not played; the position of the end is told. */
  stop(): void {
    this.post({ type: 'stop' });
  }

  /** Keeps speech back while something rings. */
  hold(seconds: number): void {
    this.post({ type: 'hold', seconds });
  }

  /** To be called in a click, when the browser has refused to play. */
  async resume(): Promise<void> {
    const context = this.context;
    if (!context || context.state === 'running') return;
    // It stays pending while the browser refuses.
    const timer = setTimeout(() => context === this.context && this.events.blocked(context.state !== 'running'), 300);
    try {
      await context.resume();
    } catch (error) {
      if (context === this.context) this.events.failed(error);
    } finally {
      clearTimeout(timer);
    }
    if (context === this.context) this.events.blocked(false);
  }

  close(): void {
    this.stopFollowing();
    this.drop();
  }

  private drop(): void {
    void this.context?.close().catch(() => {});
    this.context = null;
    this.node = null;
    this.rate = 0;
    this.playing = false;
  }

  private open(rate: number): void {
    this.drop();
    this.rate = rate;
    try {
      const context = new AudioContext({ sampleRate: rate, latencyHint: 'interactive' });
      this.context = context;
      this.gain = new GainNode(context);
      this.gain.connect(context.destination);
      this.applyLoudness();
      this.tap = openTap(rate);
      this.node = this.addNode(context, this.gain);
      this.node.catch((error: unknown) => {
        // The next speech tries again: it may have been the connection.
        if (context !== this.context) return;
        this.drop();
        this.events.failed(error);
      });
      // A call on a phone, or a machine that slept, interrupts what plays.
      context.addEventListener('statechange', () => {
        if (context === this.context && this.playing && context.state !== 'running') void this.resume();
      });
    } catch (error) {
      this.drop();
      this.events.failed(error);
    }
  }

  private async addNode(context: AudioContext, gain: GainNode): Promise<AudioWorkletNode> {
    if (!context.audioWorklet) throw new Error('This browser has no AudioWorklet.');
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, 'sapphire-playback', {
      numberOfInputs: 0,
      outputChannelCount: [1],
      processorOptions: { tap: this.tap !== null },
    });
    node.port.onmessage = ({ data }: MessageEvent<FromPlayback>) => this.take(data);
    node.connect(gain);
    return node;
  }

  private take(message: FromPlayback): void {
    if (message.type === 'tap') {
      this.tap?.samples.push(...message.pcm);
      return;
    }
    if (this.tap) this.tap.underruns = message.underruns;
    this.playing = !message.ended;
    this.events.position(message.speechId, message.samples, message.ended);
  }

  private noteTap(speechId: string): void {
    if (this.tap && this.tap.speeches.at(-1)?.speechId !== speechId) this.tap.speeches.push({ speechId, at: this.tap.samples.length });
  }

  private applyLoudness(): void {
    const { volume, muted } = loudness.get();
    // A ramp of a few milliseconds: a jump clicks.
    if (this.context) this.gain?.gain.setTargetAtTime(muted ? 0 : volume, this.context.currentTime, 0.01);
  }

  private post(message: ToPlayback): void {
    // Messages wait, in order, until the worklet is there; that it failed has been told.
    this.node?.then((node) => node.port.postMessage(message)).catch(() => {});
  }
}

function openTap(rate: number): PlaybackTap | null {
  const wanted = window.__sapphireTap;
  if (!wanted) return null;
  const samples: number[] = wanted.samples ?? [];
  return Object.assign(wanted, {
    sampleRate: rate,
    samples,
    speeches: wanted.speeches ?? [],
    underruns: 0,
    pcm: (from = 0) => toBase64(Int16Array.from(samples.slice(from))),
  });
}
