import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RoomUpdate } from '../generated/protocol';
import { setUpRoom as setUp } from '../test/room';
import { patience, tapTime } from './talkControl';

const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const hide = (hidden: boolean) => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
  document.dispatchEvent(new Event('visibilitychange'));
};
const speech: RoomUpdate = { type: 'speech', speechId: 's', sampleRate: 24_000, chatId: 'c', messageId: 'm', firstSample: 0 };
const failed = (utteranceId: string | null): RoomUpdate => ({ type: 'utteranceFailed', utteranceId, reason: 'not-understood', error: { title: 'T', detail: 'D', canRetry: false, canContinue: false }, text: null });

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  hide(false);
});

describe('a microphone that is opening', () => {
  const setUpOpening = () => {
    const all = setUp();
    let allow = () => {};
    all.device.open = () => new Promise<void>((resolve) => (allow = resolve));
    return { ...all, allow: () => allow() };
  };

  it('is closed again when it was stopped meanwhile, and opened once only', async () => {
    const { room, device, allow, listened } = setUpOpening();
    room.talk.setHandsFree(true, null);
    await wait();
    void room.stop();
    room.talk.press(null);
    room.talk.release();
    allow();
    await wait();
    room.talk.drop();
    allow();
    await wait();
    expect([room.view.get().talk, listened.length]).toEqual([null, 0]);
    expect(device.closed).toBeGreaterThanOrEqual(1);
  });

  it('does not stay open in a tab that was hidden meanwhile', async () => {
    const { room, device, allow } = setUpOpening();
    room.talk.press(null);
    await wait(tapTime);
    hide(true);
    allow();
    await wait();
    expect([room.view.get().talk, room.view.get().notice?.kind, device.closed]).toEqual([null, 'hidden', 1]);
  });

  it('is held by nobody after the tab was hidden for a moment', async () => {
    const { room, device, allow } = setUpOpening();
    room.talk.press(null);
    await wait(tapTime);
    hide(true);
    hide(false);
    allow();
    await wait();
    expect(room.view.get().talk).toEqual({ mode: 'once', phase: 'open' });
    await wait(patience);
    expect([room.view.get().talk, device.closed]).toEqual([null, 1]);
  });
});

describe('a microphone that is open', () => {
  it('is not opened again when it is stopped while the unplugged one is closing', async () => {
    const { room, device, speak } = setUp();
    room.talk.setHandsFree(true, null);
    await wait();
    speak();
    device.events!.lost();
    void room.stop();
    await wait(1_000);
    expect([room.view.get().talk, device.closed]).toEqual([null, 1]);
  });

  it('is not closed by the end of what was said before it', async () => {
    const { room, server, speak } = setUp();
    room.talk.press(null);
    await wait(tapTime);
    speak();
    server({ type: 'utteranceStarted', utteranceId: 'u1' });
    room.talk.release();
    await wait();
    room.talk.press(null);
    room.talk.release();
    await wait();
    speak();
    server({ type: 'utteranceEnded', utteranceId: 'u1' });
    server(failed('u1'));
    await wait();
    expect(room.view.get().talk).toEqual({ mode: 'once', phase: 'open' });
    server({ type: 'utteranceStarted', utteranceId: 'u2' });
    server({ type: 'utteranceEnded', utteranceId: 'u2' });
    await wait();
    expect(room.view.get().talk).toBeNull();
  });

  it('keeps the words that are being said while older ones are understood or fail', () => {
    const { room, server } = setUp();
    server({ type: 'utteranceStarted', utteranceId: 'u1' });
    server({ type: 'utteranceEnded', utteranceId: 'u1' });
    server({ type: 'utteranceStarted', utteranceId: 'u2' });
    server({ type: 'partial', utteranceId: 'u2', text: 'and then' });
    server({ type: 'understood', utteranceId: 'u1', text: 'first', chatId: 'c', messageId: 'm', turnId: 't' });
    server(failed('u1'));
    expect(room.view.get().utterance).toMatchObject({ id: 'u2', text: 'and then' });
    server(failed('u2'));
    expect(room.view.get().utterance).toBeNull();
  });

  it('says that what was said did not arrive, also after it was let go', async () => {
    const { room, listened, speak } = setUp();
    room.talk.press('gone');
    await wait(tapTime);
    speak();
    room.talk.release();
    await wait();
    expect(room.view.get().talk).toBeNull();
    listened[0]!.fail(new Error('An error occurred. HubException: There is no such chat.'));
    await wait();
    expect(room.view.get().notice).toMatchObject({ kind: 'failed', detail: 'There is no such chat.', action: 'retry' });
  });

  it('is tried again as it was used', async () => {
    const { room, device } = setUp();
    device.open = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    room.talk.setHandsFree(true, null);
    await wait();
    expect(room.view.get().notice?.kind).toBe('denied');
    device.open = () => Promise.resolve();
    room.talk.retry(null);
    await wait();
    expect(room.view.get().talk).toEqual({ mode: 'handsFree', phase: 'open' });
    room.talk.setHandsFree(false, null);
    room.talk.press(null);
    room.talk.release();
    await wait();
    room.talk.drop();
    room.talk.retry(null);
    await wait();
    expect(room.view.get().talk).toEqual({ mode: 'once', phase: 'open' });
  });
});

describe('without a connection', () => {
  it('what was stopped stays stopped', async () => {
    const { room, server, cut, back, calls, played } = setUp();
    server(speech);
    await wait();
    cut();
    await room.stop();
    expect([room.view.get().speech, room.view.get().notice?.kind, played.at(-1)]).toEqual([null, 'no-connection', ['stop']]);
    back('Speaking');
    server(speech);
    await wait();
    expect([room.view.get().speech, room.view.get().notice]).toEqual([null, null]);
    expect(calls.filter((c) => c.method === 'StopRoom')).toHaveLength(2);
    cut();
    back('Idle');
    await wait();
    expect(calls.filter((c) => c.method === 'StopRoom')).toHaveLength(2);
  });

  it('speech that was played to its end meanwhile is over', async () => {
    const { room, server, cut, back, calls, player } = setUp();
    server(speech);
    server({ type: 'speechComplete', speechId: 's', samples: 480 });
    await wait();
    cut();
    player.events!.position('s', 480, true);
    back('Speaking');
    server({ ...speech, firstSample: 240 });
    server({ type: 'state', state: 'Idle' });
    await wait();
    expect([room.view.get().speech, room.view.get().state]).toEqual([null, 'Idle']);
    expect(calls.at(-1)!.request).toMatchObject({ speechId: 's', samples: 480, ended: true });
  });
});
