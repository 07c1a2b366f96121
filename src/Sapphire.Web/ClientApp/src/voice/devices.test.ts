import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openMicrophone } from './microphone';
import { Player } from './player';

class FakeNode {
  port = { onmessage: null as ((event: MessageEvent) => void) | null, postMessage: (message: unknown) => this.posted.push(message) };
  posted: unknown[] = [];
  connect = vi.fn();
  gain = { setTargetAtTime: vi.fn() };
  constructor() {
    nodes.push(this);
  }
}

class FakeContext extends EventTarget {
  state = 'running';
  currentTime = 0;
  destination = {};
  audioWorklet = { addModule: () => loaded() };
  close = vi.fn(() => Promise.resolve(void (this.state = 'closed')));
  resume = vi.fn(() => resumed(this));
  createMediaStreamSource = () => sourced();
  constructor() {
    super();
    contexts.push(this);
  }

  become(state: string) {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

let nodes: FakeNode[];
let contexts: FakeContext[];
let loaded: () => Promise<void>;
let resumed: (context: FakeContext) => Promise<void>;
let sourced: () => unknown;
let track: EventTarget & { readyState: string; stop: () => void };

beforeEach(() => {
  nodes = [];
  contexts = [];
  loaded = () => Promise.resolve();
  resumed = (context) => Promise.resolve(context.become('running'));
  sourced = () => ({ connect: vi.fn() });
  track = Object.assign(new EventTarget(), { readyState: 'live', stop: vi.fn() });
  vi.stubGlobal('AudioContext', FakeContext);
  vi.stubGlobal('AudioWorkletNode', FakeNode);
  vi.stubGlobal('GainNode', FakeNode);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => Promise.resolve({ getTracks: () => [track], getAudioTracks: () => [track] }) } });
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the microphone', () => {
  const fails: [string, () => void][] = [
    ['its sound system does not start', () => vi.stubGlobal('AudioContext', class { constructor() { throw new DOMException('no hardware', 'NotSupportedError'); } })],
    ['its code does not come', () => (loaded = () => Promise.reject(new Error('offline')))],
    ['its rate does not fit', () => (sourced = () => { throw new DOMException('rates', 'NotSupportedError'); })],
    ['it was unplugged meanwhile', () => (track.readyState = 'ended')],
  ];
  it.each(fails)('is let go when %s', async (_, arrange) => {
    arrange();
    await expect(openMicrophone({ frame: () => {}, lost: () => {} })).rejects.toThrow();
    expect(track.stop).toHaveBeenCalledOnce();
    for (const context of contexts) expect(context.close).toHaveBeenCalledOnce();
  });

  it('does not wait for ever for a sound system that stands still', async () => {
    vi.stubGlobal('AudioContext', class extends FakeContext { override state = 'suspended'; });
    resumed = () => new Promise(() => {});
    const opened = expect(openMicrophone({ frame: () => {}, lost: () => {} })).rejects.toThrow('does not start');
    await vi.advanceTimersByTimeAsync(6_000);
    await opened;
    expect(track.stop).toHaveBeenCalledOnce();
  });

  it('goes on after an interruption, and is lost when it cannot', async () => {
    const lost = vi.fn();
    const microphone = await openMicrophone({ frame: () => {}, lost });
    const [context] = contexts;
    context!.become('interrupted');
    expect(context!.state).toBe('running');
    expect(lost).not.toHaveBeenCalled();
    resumed = () => Promise.reject(new Error('no'));
    context!.become('interrupted');
    await vi.advanceTimersByTimeAsync(0);
    expect(lost).toHaveBeenCalledOnce();
    const closed = microphone.close();
    expect(nodes[0]!.posted).toEqual(['stop']);
    await vi.advanceTimersByTimeAsync(600);
    await closed;
    track.dispatchEvent(new Event('ended'));
    expect([vi.mocked(track.stop).mock.calls.length, lost.mock.calls.length]).toEqual([1, 1]);
  });
});

describe('the player', () => {
  const setUp = () => {
    const events = { position: vi.fn(), blocked: vi.fn(), failed: vi.fn() };
    return { events, player: new Player(events) };
  };
  // The first node of a context is its volume.
  const worklet = () => nodes.at(-1)!;

  it('tries again with the next speech when its code did not come', async () => {
    const { player, events } = setUp();
    loaded = () => Promise.reject(new Error('offline'));
    player.begin('a', 24_000, 0);
    await vi.advanceTimersByTimeAsync(0);
    expect(events.failed).toHaveBeenCalledOnce();
    loaded = () => Promise.resolve();
    player.begin('b', 24_000, 0);
    await vi.advanceTimersByTimeAsync(0);
    expect(worklet().posted).toEqual([{ type: 'begin', speechId: 'b', firstSample: 0 }]);
  });

  it('offers a click when what plays is interrupted, and tells when it goes on', async () => {
    const { player, events } = setUp();
    player.begin('a', 24_000, 0);
    await vi.advanceTimersByTimeAsync(0);
    worklet().port.onmessage!({ data: { type: 'position', speechId: 'a', samples: 10, underruns: 0, ended: false } } as MessageEvent);
    resumed = () => new Promise(() => {});
    contexts[0]!.become('interrupted');
    await vi.advanceTimersByTimeAsync(400);
    expect(events.blocked).toHaveBeenLastCalledWith(true);
    resumed = (context) => Promise.resolve(context.become('running'));
    await player.resume();
    expect(events.blocked).toHaveBeenLastCalledWith(false);
  });

  it('says nothing any more when it was closed while the browser held it back', async () => {
    vi.stubGlobal('AudioContext', class extends FakeContext { override state = 'suspended'; });
    let refuse: (error: Error) => void = () => {};
    resumed = () => new Promise((_, reject) => (refuse = reject));
    const { player, events } = setUp();
    player.begin('a', 24_000, 0);
    player.close();
    refuse(new DOMException('closed', 'InvalidStateError'));
    await vi.advanceTimersByTimeAsync(400);
    expect([events.failed.mock.calls.length, events.blocked.mock.calls.length]).toEqual([0, 0]);
  });
});
