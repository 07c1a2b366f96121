import { Subject } from '@microsoft/signalr';
import type { MicrophoneFrame, MicrophoneRequest } from '../generated/protocol';
import { ConnectionLostError } from '../hub/hub';
import { toBase64 } from './audio/pcm';

/** What an upload needs of the hub. */
export interface UploadHub {
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  onConnected(listener: () => void): () => void;
  onDisconnected(listener: () => void): () => void;
}

export type UploadEnd = 'done' | 'lost' | 'failed';

/** Frames that are kept for a new connection: 10 s. What is older is lost, and the server counts it. */
const ringFrames = 500;

/**
 * The frames of one microphone, numbered, over all connections. After a reconnect the server says which frame it waits
 * for, and a new stream goes on from there: a stream of the old connection is dead for good.
 *
 *   sending ──connection lost──► waiting ──connected──► asking ──position──► sending
 *                                                      asking ──−1──► ended (lost)
 *   sending ──last frame──► finishing ──answered──► ended (done)
 */
export class Upload {
  private readonly ring: MicrophoneFrame[] = [];
  private subject: Subject<MicrophoneFrame> | null = null;
  private next = 0;
  private lastSent = false;
  private ended = false;
  private stream = 0;
  private readonly unsubscribe: (() => void)[];

  /** `finished` is told once. */
  constructor(
    private readonly hub: UploadHub,
    private readonly request: MicrophoneRequest,
    private readonly finished: (how: UploadEnd, error: unknown) => void,
  ) {
    this.unsubscribe = [hub.onConnected(() => void this.resume()), hub.onDisconnected(() => this.detach())];
    this.send(0);
  }

  push(pcm: Int16Array, last = false): void {
    if (this.ended || this.lastSent) return;
    const frame: MicrophoneFrame = { number: this.next++, pcm: toBase64(pcm), last };
    this.lastSent = last;
    this.ring.push(frame);
    if (this.ring.length > ringFrames) this.ring.shift();
    this.subject?.next(frame);
    if (last) this.complete();
  }

  /** No more frames: the person let go. */
  finish(): void {
    this.push(new Int16Array(0), true);
  }

  /** The room reads it no more. */
  abandon(): void {
    this.end('done', null);
  }

  private send(from: number): void {
    const stream = ++this.stream;
    const subject = new Subject<MicrophoneFrame>();
    this.subject = subject;
    const answered = this.hub.invoke<void>('Listen', this.request, subject);
    for (const frame of this.ring) if (frame.number >= from) subject.next(frame);
    if (this.lastSent) this.complete();
    answered.then(
      () => {
        if (stream === this.stream) this.end('done', null);
      },
      (error: unknown) => {
        if (stream !== this.stream) return;
        // The connection is gone: it goes on with the next one.
        if (error instanceof ConnectionLostError) this.detach();
        else this.end('failed', error);
      },
    );
  }

  private async resume(): Promise<void> {
    if (this.ended) return;
    this.detach();
    const stream = this.stream;
    try {
      const position = await this.hub.invoke<number>('MicrophonePosition', this.request);
      if (this.ended || stream !== this.stream) return;
      if (position < 0) this.end('lost', null);
      else this.send(position);
    } catch (error) {
      if (error instanceof ConnectionLostError || this.ended || stream !== this.stream) return;
      this.end('failed', error);
    }
  }

  private complete(): void {
    this.subject?.complete();
    this.subject = null;
  }

  private detach(): void {
    this.subject = null;
    this.stream++;
  }

  private end(how: UploadEnd, error: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.complete();
    this.detach();
    for (const stop of this.unsubscribe) stop();
    this.finished(how, error);
  }
}
