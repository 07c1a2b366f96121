import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatView, MessageView, RoomUpdate } from '../generated/protocol';
import { PlaybackReports } from './playbackReports';
import { microphoneProblem, obstacle, secureAddress } from './problems';
import { type Channel, claimRoomId } from './roomId';
import { activity, emptyRoom, reduceRoom, type RoomView, spokenPiece } from './roomView';
import { SpokenReplies } from './spokenReplies';

describe('the room of a tab', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    sessionStorage.clear();
  });
  afterEach(() => vi.useRealTimers());

  /** Channels of several tabs that hear each other. */
  const channels = () => {
    const all: Channel[] = [];
    return () => {
      const channel: Channel = {
        onmessage: null,
        postMessage: (data) => {
          for (const other of all) if (other !== channel) other.onmessage?.({ data } as MessageEvent);
        },
      };
      all.push(channel);
      return channel;
    };
  };
  const storage = (copied?: string) => {
    const map = new Map<string, string>(copied === undefined ? [] : [['sapphire.room', copied]]);
    return { getItem: (k: string) => map.get(k) ?? null, setItem: (k: string, v: string) => void map.set(k, v) } as Storage;
  };
  const claim = async (channel: Channel | null, store: Storage) => {
    const claimed = claimRoomId(undefined, channel, store);
    await vi.advanceTimersByTimeAsync(200);
    return (await claimed).roomId;
  };

  it('keeps its id over a reload', async () => {
    const open = channels();
    const store = storage();
    const first = await claim(open(), store);
    // The page that was there is gone, and so is its channel.
    expect(await claim(channels()(), store)).toBe(first);
  });

  it('gets an id of its own when the tab was duplicated', async () => {
    const open = channels();
    const original = await claim(open(), storage());
    const duplicate = await claim(open(), storage(original));
    const third = await claim(open(), storage(original));
    expect(new Set([original, duplicate, third]).size).toBe(3);
  });

  it('is the same when it is claimed again without a reload', async () => {
    const open = channels();
    const store = storage();
    const first = claimRoomId(undefined, open(), store);
    (await first).release();
    expect(await claim(open(), store)).toBe((await first).roomId);
  });

  it('moves out when the other tab wakes up late', async () => {
    const open = channels();
    const asleep = open();
    const moved = vi.fn();
    const store = storage('0190a1b2-0000-7000-8000-000000000001');
    const claimed = claimRoomId(moved, open(), store);
    await vi.advanceTimersByTimeAsync(200);
    const { roomId } = await claimed;
    expect(moved).not.toHaveBeenCalled();
    asleep.postMessage({ type: 'mine', roomId, from: 'the original' });
    expect(moved).toHaveBeenCalledExactlyOnceWith(store.getItem('sapphire.room'));
    expect(store.getItem('sapphire.room')).not.toBe(roomId);
  });

  it('does without channels and with rubbish in the storage', async () => {
    expect(await claim(null, storage('nonsense'))).toMatch(/^[0-9a-f-]{36}$/);
    const forbidden = { getItem: () => { throw new Error('no'); }, setItem: () => { throw new Error('no'); } } as unknown as Storage;
    expect(await claim(null, forbidden)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('what is in the way of the microphone', () => {
  it.each([
    ['NotAllowedError', 'denied', 'retry'],
    ['NotFoundError', 'no-microphone', 'retry'],
    ['NotReadableError', 'busy', 'retry'],
    ['NotSupportedError', 'unsupported', null],
    ['OddError', 'failed', 'retry'],
  ])('%s is told as %s', (name, kind, action) => {
    const problem = microphoneProblem(new DOMException('x', name));
    expect([problem.kind, problem.action]).toEqual([kind, action]);
    expect(problem.title).not.toBe('');
    expect(problem.detail).not.toBe('');
  });

  it('is known before it is tried', () => {
    expect(obstacle({ secure: false, microphone: false, worklet: false })?.kind).toBe('insecure');
    expect(obstacle({ secure: true, microphone: true, worklet: false })?.kind).toBe('unsupported');
    expect(obstacle({ secure: true, microphone: true, worklet: true })).toBeNull();
    expect(secureAddress({ hostname: '192.168.1.7', pathname: '/c/x' })).toBe('https://192.168.1.7:8073/c/x');
  });
});

describe('playback reports', () => {
  it('come about four times a second, and once at the end', () => {
    let now = 0;
    const invoke = vi.fn(() => Promise.resolve(undefined as never));
    const reports = new PlaybackReports({ invoke }, () => 'r', () => now);
    for (let i = 0; i <= 20; i++, now += 50) reports.note('s', i * 100, false);
    expect(invoke.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(invoke.mock.calls.length).toBeLessThanOrEqual(5);
    reports.note('s', 2_050, true);
    reports.note('s', 2_050, true);
    reports.note('s', 9_999, false);
    expect(invoke).toHaveBeenLastCalledWith('ReportPlayback', { roomId: 'r', speechId: 's', samples: 2_050, ended: true });
    reports.note('t', 0, false);
    expect(invoke).toHaveBeenLastCalledWith('ReportPlayback', { roomId: 'r', speechId: 't', samples: 0, ended: false });
  });

  it('say the end again when it was cut off, and only then', async () => {
    const invoke = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('cut')));
    const reports = new PlaybackReports({ invoke }, () => 'r', () => 0);
    reports.note('s', 500, true);
    await Promise.resolve();
    invoke.mockImplementation(() => Promise.resolve(undefined as never));
    reports.resend();
    await new Promise((resolve) => setTimeout(resolve, 0));
    reports.resend();
    expect(invoke).toHaveBeenCalledTimes(2);
    expect(invoke).toHaveBeenLastCalledWith('ReportPlayback', { roomId: 'r', speechId: 's', samples: 500, ended: true });
  });
});

describe('the view of a room', () => {
  const apply = (view: RoomView, ...updates: Parameters<typeof reduceRoom>[1][]) => updates.reduce(reduceRoom, view);
  const opened: RoomUpdate = { type: 'opened', state: 'Idle', listenProblem: null, speakProblem: null };
  const speech: RoomUpdate = { type: 'speech', speechId: 's', sampleRate: 24_000, chatId: 'c', messageId: 'm', firstSample: 0 };
  const sentence = (sample: number, start: number, end: number): RoomUpdate => ({ type: 'sentence', speechId: 's', sample, start, end, text: 'x' });

  it('follows an utterance from its first sound to its message', () => {
    let view = apply(emptyRoom, opened, { type: 'utteranceStarted', utteranceId: 'u' }, { type: 'partial', utteranceId: 'u', text: 'what' });
    expect(view.utterance).toMatchObject({ text: 'what', phase: 'hearing' });
    view = apply(view, { type: 'utteranceEnded', utteranceId: 'u' });
    expect(view.utterance?.phase).toBe('understanding');
    view = apply(view, { type: 'understood', utteranceId: 'u', text: 'what time is it', chatId: 'c', messageId: 'm', turnId: 't' });
    expect(view.utterance).toMatchObject({ phase: 'understood', text: 'what time is it', chatId: 'c', messageId: 'm' });
    expect(apply(view, { type: 'settled', messageId: 'other' }).utterance).not.toBeNull();
    expect(apply(view, { type: 'settled', messageId: 'm' }).utterance).toBeNull();
  });

  it.each([
    ['nothing-heard', null, 'nothing-heard', 'retry'],
    ['not-understood', null, 'not-understood', 'examples'],
    ['failed', null, 'engine', 'speech-settings'],
    ['not-stored', 'set a timer', 'failed', 'restore'],
  ])('tells %s with its own way out', (reason, text, kind, action) => {
    const view = apply(emptyRoom, opened, { type: 'utteranceFailed', utteranceId: null, reason, error: { title: 'T', detail: 'D', canRetry: false, canContinue: false }, text });
    expect(view.notice).toMatchObject({ kind, action, title: 'T', detail: 'D', ...(text ? { text } : {}) });
  });

  it('knows the sentence that is heard, not the one that is sent', () => {
    const at = (samples: number): Parameters<typeof reduceRoom>[1] => ({ type: 'position', speechId: 's', samples, ended: false });
    let view = apply(emptyRoom, opened, speech, sentence(0, 0, 10), sentence(5_000, 10, 25), sentence(5_000, 10, 25));
    expect(view.speech?.sentences).toHaveLength(2);
    expect(spokenPiece(view, 'm')).toBeNull();
    view = apply(view, at(100));
    expect(spokenPiece(view, 'm')).toBe('0:10');
    expect(reduceRoom(view, at(200))).toBe(view);
    view = apply(view, at(5_001));
    expect([spokenPiece(view, 'm'), spokenPiece(view, 'other')]).toEqual(['10:25', null]);
    expect(apply(view, { type: 'position', speechId: 's', samples: 9_000, ended: true }).speech).toBeNull();
    expect(apply(view, { type: 'speechStopped', speechId: 's', reason: 'barge-in' }).speech).toBeNull();
    expect(apply(view, { type: 'speechStopped', speechId: 'older', reason: 'replaced' }).speech).not.toBeNull();
  });

  it('forgets after a reconnect what the room does no more', () => {
    const busy = apply(emptyRoom, opened, { type: 'utteranceStarted', utteranceId: 'u' }, speech, { type: 'disconnected' });
    expect(busy.connected).toBe(false);
    const back = apply(busy, opened);
    expect([back.connected, back.utterance, back.speech]).toEqual([true, null, null]);
    expect(apply(busy, { ...opened, state: 'Hearing' }).utterance).not.toBeNull();
  });

  it('says what it does, the microphone first', () => {
    const talk = (phase: 'opening' | 'open') => ({ type: 'talk' as const, talk: { mode: 'hold' as const, phase } });
    expect(activity(emptyRoom)).toBe('idle');
    expect(activity(apply(emptyRoom, opened, talk('opening')))).toBe('opening');
    expect(activity(apply(emptyRoom, opened, talk('open')))).toBe('listening');
    expect(activity(apply(emptyRoom, opened, talk('open'), { type: 'state', state: 'Hearing' }))).toBe('hearing');
    expect(activity(apply(emptyRoom, opened, speech))).toBe('speaking');
  });
});

describe('replies to typed messages', () => {
  const chat = (...messages: Partial<MessageView>[]) => ({ id: 'c', title: '', deleted: false, messages } as unknown as ChatView);
  const reply = { id: 'm', role: 'assistant', turnId: 't', status: 'streaming' } as const;
  const setUp = (when: string | undefined) => {
    const readAloud = vi.fn();
    return { readAloud, replies: new SpokenReplies({ when: () => when, readAloud }) };
  };

  it.each([['always', false, true], ['spoken', false, false], ['never', false, false], [undefined, false, false], ['spoken', true, true], ['never', true, false]])('setting %s, a correction: %s → spoken: %s', (when, corrects, spoken) => {
    const { readAloud, replies } = setUp(when);
    replies.sent({ chatId: 'c', turnId: 't', corrects });
    replies.look(chat(reply));
    replies.look(chat({ ...reply, status: 'completed' }));
    expect(readAloud.mock.calls).toEqual(spoken ? [['c', 'm']] : []);
  });

  it('waits for its turn, and does not speak what failed or was said elsewhere', () => {
    const { readAloud, replies } = setUp('always');
    replies.sent({ chatId: 'c', turnId: 't', corrects: false });
    replies.look(null);
    replies.look(chat({ ...reply, status: 'waiting' }, { ...reply, id: 'x', turnId: 'other' }));
    expect(readAloud).not.toHaveBeenCalled();
    replies.look(chat({ ...reply, status: 'failed' }));
    replies.look(chat(reply));
    expect(readAloud).not.toHaveBeenCalled();
  });
});
