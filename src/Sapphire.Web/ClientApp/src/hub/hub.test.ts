import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Update } from '../generated/protocol';
import { ConnectionLostError, Hub } from './hub';
import type { Link, LinkObserver } from './link';
import { reconnectDelay } from './policy';

/** A connection whose server is the test. */
class FakeLink implements Link {
  streams: { chatId: unknown; observer: LinkObserver<Update>; open: boolean }[] = [];
  calls: { method: string; args: unknown[] }[] = [];
  answer: (method: string) => Promise<unknown> = () => Promise.resolve('ok');
  stopped = false;
  private closed: (error?: Error) => void = () => {};

  constructor(private readonly startWork: () => Promise<void>) {}

  start() {
    return this.startWork();
  }

  stop() {
    this.stopped = true;
    return Promise.resolve();
  }

  onclose(callback: (error?: Error) => void) {
    this.closed = callback;
  }

  cut() {
    for (const s of this.streams) if (s.open) s.observer.error(new Error('cut'));
    this.closed(new Error('cut'));
  }

  invoke<T>(method: string, ...args: unknown[]) {
    this.calls.push({ method, args });
    return this.answer(method) as Promise<T>;
  }

  stream<T>(_method: string, ...args: unknown[]) {
    return {
      subscribe: (observer: LinkObserver<T>) => {
        const stream = { chatId: args[0], observer: observer as unknown as LinkObserver<Update>, open: true };
        this.streams.push(stream);
        return { dispose: () => (stream.open = false) };
      },
    };
  }

  get openStreams() {
    return this.streams.filter((s) => s.open);
  }
}

let links: FakeLink[];
let down: boolean;
let authorized: boolean;
let hub: Hub;
const update: Update = { type: 'timers', timers: [] };

beforeEach(() => {
  vi.useFakeTimers();
  links = [];
  down = false;
  authorized = true;
  hub = new Hub({
    connect: () => {
      const link = new FakeLink(() => (down ? Promise.reject(new Error('refused')) : Promise.resolve()));
      links.push(link);
      return link;
    },
    authorized: () => Promise.resolve(authorized),
    random: () => 0.5,
  });
});

afterEach(() => {
  hub.stop();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the policy', () => {
  it('waits 0, 0.5, 1, 2, 5, 5… seconds, give or take a tenth, for ever', () => {
    expect([0, 1, 2, 3, 4, 5, 1_000].map((n) => reconnectDelay(n, () => 0.5))).toEqual([0, 500, 1_000, 2_000, 5_000, 5_000, 5_000]);
    expect(reconnectDelay(4, () => 0)).toBe(4_500);
    expect(reconnectDelay(4, () => 1)).toBe(5_500);
  });
});

describe('the connection', () => {
  it('retries the very first start', async () => {
    down = true;
    hub.start();
    await settle();
    expect(hub.state.get().kind).toBe('reconnecting');
    down = false;
    await vi.advanceTimersByTimeAsync(600);
    expect(hub.state.get()).toEqual({ kind: 'connected', retryAt: null });
  });

  it('says offline after some failures and still comes back by itself', async () => {
    down = true;
    hub.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.state.get().kind).toBe('offline');
    expect(links.length).toBeGreaterThan(12);
    down = false;
    await vi.advanceTimersByTimeAsync(5_500);
    expect(hub.state.get().kind).toBe('connected');
  });

  it.each([
    ['the network is back', () => dispatchEvent(new Event('online'))],
    ['the page is seen again', () => document.dispatchEvent(new Event('visibilitychange'))],
    ['the person says so', () => hub.tryNow()],
  ])('does not wait when %s', async (_, hurry) => {
    down = true;
    hub.start();
    await vi.advanceTimersByTimeAsync(20_000);
    down = false;
    hurry();
    await settle();
    expect(hub.state.get().kind).toBe('connected');
  });

  it('is opened once, however often one hurries', async () => {
    hub.start();
    hub.tryNow();
    hub.tryNow();
    await settle();
    hub.tryNow();
    await settle();
    expect(links).toHaveLength(1);
  });

  it('gives up an attempt that hangs, and tries again', async () => {
    let hang = true;
    const hanging = new Hub({
      connect: () => {
        const link = new FakeLink(() => (hang ? new Promise(() => {}) : Promise.resolve()));
        links.push(link);
        return link;
      },
      authorized: () => Promise.resolve(true),
      random: () => 0.5,
    });
    hanging.start();
    await vi.advanceTimersByTimeAsync(10_000);
    hang = false;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(links[0]!.stopped).toBe(true);
    expect(hanging.state.get().kind).toBe('connected');
    hanging.stop();
  });

  it('stops for good when the login has expired', async () => {
    hub.start();
    await settle();
    down = true;
    authorized = false;
    links[0]!.cut();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links).toHaveLength(2);
  });
});

describe('a subscription', () => {
  it('is opened on every connection, and asks for a snapshot each time', async () => {
    const seen: Update[] = [];
    hub.start();
    hub.subscribe('c1', { next: (u) => seen.push(u) });
    await settle();
    links[0]!.streams[0]!.observer.next(update);
    links[0]!.cut();
    await vi.advanceTimersByTimeAsync(10);
    expect(links[1]!.openStreams.map((s) => s.chatId)).toEqual(['c1']);
    links[1]!.streams[0]!.observer.next(update);
    expect(seen).toHaveLength(2);
  });

  it('does not hear the stream that it has left', async () => {
    const seen: Update[] = [];
    hub.start();
    await settle();
    const subscription = hub.subscribe('c1', { next: (u) => seen.push(u) });
    subscription.restart();
    const [old, fresh] = links[0]!.streams;
    expect(old!.open).toBe(false);
    old!.observer.next(update);
    old!.observer.error(new Error('late'));
    fresh!.observer.next(update);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(seen).toHaveLength(1);
    expect(links[0]!.streams).toHaveLength(2);
  });

  it('is not asked for in a storm when nothing ever fits', async () => {
    hub.start();
    await settle();
    const subscription = hub.subscribe('c1', { next: () => {} });
    for (let i = 0; i < 50; i++) {
      subscription.restart();
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(links[0]!.streams.length).toBeLessThan(5);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(links[0]!.openStreams).toHaveLength(1);
  });

  it('tells an error of the server and asks again by itself', async () => {
    const errors: string[] = [];
    hub.start();
    await settle();
    hub.subscribe('c1', { next: () => {}, error: (message) => errors.push(message) });
    links[0]!.streams[0]!.observer.error(new Error('storage'));
    expect(errors).toEqual(['storage']);
    await vi.advanceTimersByTimeAsync(300);
    expect(links[0]!.streams).toHaveLength(2);
  });

  it('of an unknown chat is not asked for again before the next connection', async () => {
    hub.start();
    await settle();
    hub.subscribe('c1', { next: () => {} });
    links[0]!.streams[0]!.observer.error(new Error('HubException: unknown-chat: There is no such chat.'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(links[0]!.streams).toHaveLength(1);
    links[0]!.cut();
    await vi.advanceTimersByTimeAsync(10);
    expect(links[1]!.streams).toHaveLength(1);
  });

  it('is asked again when the server ends it', async () => {
    hub.start();
    await settle();
    hub.subscribe(null, { next: () => {} });
    links[0]!.streams[0]!.observer.complete();
    await vi.advanceTimersByTimeAsync(300);
    expect(links[0]!.streams).toHaveLength(2);
  });

  it('when closed is left, and not opened again', async () => {
    hub.start();
    await settle();
    hub.subscribe('c1', { next: () => {} }).close();
    expect(links[0]!.openStreams).toHaveLength(0);
    links[0]!.cut();
    await vi.advanceTimersByTimeAsync(100);
    expect(links[1]!.streams).toHaveLength(0);
  });
});

describe('a call', () => {
  it('without a connection says so', async () => {
    await expect(hub.invoke('Send')).rejects.toBeInstanceOf(ConnectionLostError);
  });

  it('cut in flight is told apart from a refusal', async () => {
    hub.start();
    await settle();
    const link = links[0]!;
    link.answer = () => Promise.reject(new Error('bad request'));
    await expect(hub.invoke('Send')).rejects.toThrow('bad request');
    link.answer = () => {
      link.cut();
      return Promise.reject(new Error('Invocation canceled'));
    };
    await expect(hub.invoke('Send')).rejects.toBeInstanceOf(ConnectionLostError);
  });
});
