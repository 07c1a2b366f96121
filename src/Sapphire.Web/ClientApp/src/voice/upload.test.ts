import { describe, expect, it, vi } from 'vitest';
import type { MicrophoneFrame, MicrophoneRequest } from '../generated/protocol';
import { ConnectionLostError } from '../hub/hub';
import { Upload, type UploadEnd } from './upload';

/** A server that reads uploads; the connection is cut and comes back as the test says. */
class FakeHub {
  streams: { frames: number[]; completed: boolean; answer: { resolve: () => void; reject: (e: unknown) => void } }[] = [];
  position: () => Promise<number> = () => Promise.resolve(0);
  connected = new Set<() => void>();
  disconnected = new Set<() => void>();

  invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    if (method === 'MicrophonePosition') return this.position() as Promise<T>;
    const stream = { frames: [] as number[], completed: false, answer: { resolve: () => {}, reject: (_: unknown) => {} } };
    this.streams.push(stream);
    (args[1] as { subscribe(o: { next(f: MicrophoneFrame): void; complete(): void }): void }).subscribe({
      next: (frame) => stream.frames.push(frame.number),
      complete: () => (stream.completed = true),
    });
    return new Promise<T>((resolve, reject) => (stream.answer = { resolve: () => resolve(undefined as T), reject }));
  }

  onConnected(listener: () => void) {
    this.connected.add(listener);
    return () => this.connected.delete(listener);
  }

  onDisconnected(listener: () => void) {
    this.disconnected.add(listener);
    return () => this.disconnected.delete(listener);
  }

  cut() {
    for (const listener of this.disconnected) listener();
    this.streams.at(-1)!.answer.reject(new ConnectionLostError('cut'));
  }

  back() {
    for (const listener of [...this.connected]) listener();
  }
}

const request: MicrophoneRequest = { roomId: 'r', microphoneId: 'm', mode: 'handsFree', chatId: null };
const pcm = new Int16Array(320);
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const setUp = () => {
  const hub = new FakeHub();
  const ends: UploadEnd[] = [];
  const upload = new Upload(hub, request, (how) => ends.push(how));
  const push = (count: number) => {
    for (let i = 0; i < count; i++) upload.push(pcm);
  };
  return { hub, ends, upload, push };
};
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('an upload', () => {
  it('numbers its frames, and ends with the last one', async () => {
    const { hub, ends, upload, push } = setUp();
    push(3);
    upload.finish();
    push(2);
    expect(hub.streams).toHaveLength(1);
    expect(hub.streams[0]).toMatchObject({ frames: [0, 1, 2, 3], completed: true });
    hub.streams[0]!.answer.resolve();
    await settle();
    expect(ends).toEqual(['done']);
  });

  it('goes on after a reconnect from the frame that the server waits for, and sends nothing into the dead stream', async () => {
    const { hub, ends, push } = setUp();
    push(10);
    hub.cut();
    push(5);
    await settle();
    expect(hub.streams[0]!.frames).toEqual(range(0, 10));
    hub.position = () => Promise.resolve(7);
    hub.back();
    push(2);
    await settle();
    push(3);
    expect(hub.streams[1]!.frames).toEqual(range(7, 20));
    expect(ends).toEqual([]);
  });

  it('says its end to the new connection when it ended in between', async () => {
    const { hub, ends, upload, push } = setUp();
    push(2);
    hub.cut();
    upload.finish();
    hub.position = () => Promise.resolve(2);
    hub.back();
    await settle();
    expect(hub.streams[1]).toMatchObject({ frames: [2], completed: true });
    hub.streams[1]!.answer.resolve();
    await settle();
    expect(ends).toEqual(['done']);
  });

  it('survives several cuts, one of them while it asks', async () => {
    const { hub, ends, push } = setUp();
    push(4);
    hub.cut();
    hub.position = () => Promise.reject(new ConnectionLostError('again'));
    hub.back();
    await settle();
    push(4);
    hub.position = () => Promise.resolve(3);
    hub.back();
    await settle();
    expect(hub.streams[1]!.frames).toEqual(range(3, 8));
    expect(ends).toEqual([]);
  });

  it('ends when the server has given it up, and when it refuses it', async () => {
    const given = setUp();
    given.push(1);
    given.hub.cut();
    given.hub.position = () => Promise.resolve(-1);
    given.hub.back();
    await settle();
    expect(given.ends).toEqual(['lost']);
    const refused = setUp();
    refused.hub.streams[0]!.answer.reject(new Error('no'));
    await settle();
    expect(refused.ends).toEqual(['failed']);
    refused.hub.back();
    await settle();
    expect(refused.hub.streams).toHaveLength(1);
  });

  it('keeps ten seconds for a new connection', async () => {
    const { hub, push } = setUp();
    hub.cut();
    push(600);
    hub.position = () => Promise.resolve(0);
    hub.back();
    await settle();
    expect(hub.streams[1]!.frames).toEqual(range(100, 600));
  });

  it('leaves nothing behind', async () => {
    const { hub, upload, ends } = setUp();
    upload.abandon();
    upload.push(pcm);
    expect(hub.streams[0]!.frames).toEqual([]);
    expect([hub.connected.size, hub.disconnected.size, ends]).toEqual([0, 0, ['done']]);
    vi.restoreAllMocks();
  });
});
