import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setUpRoom as setUp } from '../test/room';
import { notice } from './problems';
import { longestCut, patience, tapTime } from './talkControl';

const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const hide = (hidden: boolean) => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
  document.dispatchEvent(new Event('visibilitychange'));
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  hide(false);
});

describe('the microphone button', () => {
  it('held, talks until it is let go, from its first moment on', async () => {
    const { room, listened, speak, device } = setUp();
    room.talk.press('c1');
    await wait();
    speak(3);
    expect(listened).toHaveLength(0);
    await wait(tapTime);
    speak(2);
    expect(listened[0]!.request).toMatchObject({ roomId: 'r1', mode: 'pushToTalk', chatId: 'c1' });
    room.talk.release();
    await wait();
    expect(listened[0]!.frames.map((f) => [f.number, f.last])).toEqual([[0, false], [1, false], [2, false], [3, false], [4, false], [5, true]]);
    expect([device.closed, room.view.get().talk]).toEqual([1, null]);
  });

  it('tapped, listens for one utterance', async () => {
    const { room, listened, speak, server, device } = setUp();
    room.talk.press(null);
    await wait();
    room.talk.release();
    speak();
    expect(listened[0]!.request).toMatchObject({ mode: 'handsFree', chatId: null });
    expect(room.view.get().talk).toEqual({ mode: 'once', phase: 'open' });
    server({ type: 'utteranceStarted', utteranceId: 'u' });
    await wait(patience + 1);
    speak();
    server({ type: 'utteranceEnded', utteranceId: 'u' });
    await wait();
    expect([listened[0]!.frames.at(-1)!.last, device.closed, room.view.get().talk]).toEqual([true, 1, null]);
  });

  it('tapped again, sends what was said', async () => {
    const { room, listened, speak } = setUp();
    room.talk.press(null);
    room.talk.release();
    await wait();
    speak(2);
    room.talk.press(null);
    room.talk.release();
    await wait();
    expect(listened).toHaveLength(1);
    expect(listened[0]!.frames.at(-1)!.last).toBe(true);
  });

  it('let go to answer the browser’s question, was tapped', async () => {
    const { room, device, speak, listened } = setUp();
    let allow = () => {};
    device.open = () => new Promise<void>((resolve) => (allow = resolve));
    room.talk.press(null);
    await wait(2_000);
    expect(room.view.get().talk?.phase).toBe('opening');
    room.talk.release();
    allow();
    await wait();
    speak();
    expect(room.view.get().talk).toEqual({ mode: 'once', phase: 'open' });
    expect(listened[0]!.request.mode).toBe('handsFree');
  });

  it('closes a microphone that hears nobody, and says so', async () => {
    const { room, speak, device } = setUp();
    room.talk.press(null);
    room.talk.release();
    await wait();
    speak();
    await wait(patience + 10);
    expect([device.closed, room.view.get().notice?.kind]).toEqual([1, 'nothing-heard']);
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'no-microphone'],
    ['NotReadableError', 'busy'],
  ])('tells %s', async (name, kind) => {
    const { room, device } = setUp();
    device.open = () => Promise.reject(new DOMException('no', name));
    room.talk.press(null);
    await wait();
    expect([room.view.get().notice?.kind, room.view.get().talk]).toEqual([kind, null]);
  });

  it('does not open what cannot work', async () => {
    const insecure = setUp({ obstacle: notice('insecure') });
    insecure.room.talk.press(null);
    await wait();
    expect([insecure.room.view.get().notice?.kind, insecure.device.events]).toEqual(['insecure', null]);
    const deaf = setUp();
    deaf.server({ type: 'opened', state: 'Idle', listenProblem: { title: 'No recogniser.', detail: 'Install pocketsphinx.', canRetry: false, canContinue: false }, speakProblem: null });
    deaf.room.talk.setHandsFree(true, null);
    expect(deaf.room.view.get().notice).toMatchObject({ kind: 'engine', detail: 'Install pocketsphinx.', action: 'speech-settings' });
    const cut = setUp();
    cut.cut();
    cut.room.talk.press(null);
    expect(cut.room.view.get().notice?.kind).toBe('no-connection');
  });

  it('ends the utterance when the tab is hidden; hands-free goes on', async () => {
    const held = setUp();
    held.room.talk.press(null);
    await wait(tapTime);
    held.speak();
    hide(true);
    await wait();
    expect([held.room.view.get().notice?.kind, held.listened[0]!.frames.at(-1)!.last]).toEqual(['hidden', true]);
    hide(false);
    const free = setUp();
    free.room.talk.setHandsFree(true, null);
    await wait();
    hide(true);
    await wait();
    expect([free.device.closed, free.room.view.get().talk?.mode]).toEqual([0, 'handsFree']);
  });
});

describe('hands-free', () => {
  it('goes on over utterances, and follows the person to another chat', async () => {
    const { room, listened, speak, server } = setUp();
    room.talk.setHandsFree(true, null);
    await wait();
    speak();
    server({ type: 'utteranceEnded', utteranceId: 'u' });
    server({ type: 'understood', utteranceId: 'u', text: 'hi', chatId: 'c1', messageId: 'm', turnId: 't' });
    room.talk.show('c1');
    speak();
    expect(listened).toHaveLength(1);
    room.talk.show('c2');
    speak();
    expect(listened[0]!.frames.at(-1)!.last).toBe(true);
    expect(listened[1]!.request).toMatchObject({ mode: 'handsFree', chatId: 'c2' });
    expect(listened[1]!.request.microphoneId).not.toBe(listened[0]!.request.microphoneId);
    server({ type: 'microphoneClosed', microphoneId: listened[0]!.request.microphoneId, lostFrames: 0 });
    expect(room.view.get().talk?.mode).toBe('handsFree');
    room.talk.setHandsFree(false, 'c2');
    expect(room.view.get().talk).toBeNull();
  });

  it('opens the next device when one is unplugged, and says when there is none', async () => {
    const { room, device, speak } = setUp();
    room.talk.setHandsFree(true, null);
    await wait();
    speak();
    device.events!.lost();
    await wait();
    expect(room.view.get().talk).toEqual({ mode: 'handsFree', phase: 'open' });
    device.open = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    device.events!.lost();
    await wait();
    expect([room.view.get().talk, room.view.get().notice?.kind]).toEqual([null, 'no-microphone']);
  });

  it('survives a short cut of the connection, but not a long one', async () => {
    const { room, cut, server } = setUp();
    room.talk.setHandsFree(true, null);
    await wait();
    cut();
    await wait(longestCut - 100);
    server({ type: 'opened', state: 'Listening', listenProblem: null, speakProblem: null });
    await wait(longestCut);
    expect(room.view.get().talk?.mode).toBe('handsFree');
    cut();
    await wait(longestCut + 100);
    expect([room.view.get().talk, room.view.get().notice?.kind]).toEqual([null, 'connection-lost']);
  });
});

describe('the room', () => {
  it('plays what comes, reports how far, and drops it when it is stopped', async () => {
    const { server, played, calls, player } = setUp();
    server({ type: 'speech', speechId: 's', sampleRate: 24_000, chatId: 'c', messageId: 'm', firstSample: 0 });
    server({ type: 'frame', speechId: 's', sample: 0, pcm: 'AAA=' });
    server({ type: 'speechComplete', speechId: 's', samples: 1 });
    await wait();
    expect(played).toEqual([['begin', 's', 24_000, 0], ['push', 's', 0, 'AAA='], ['complete', 's', 1]]);
    player.events!.position('s', 240, false);
    server({ type: 'speechStopped', speechId: 's', reason: 'barge-in' });
    await wait();
    expect(played.at(-1)).toEqual(['stop']);
    player.events!.position('s', 250, true);
    expect(calls.map((c) => [c.method, c.request['samples'], c.request['ended']])).toEqual([['ReportPlayback', 240, false], ['ReportPlayback', 250, true]]);
  });

  it('stops everything at once, before the server has said so', async () => {
    const { room, server, played, calls, device, speak } = setUp();
    room.talk.setHandsFree(true, null);
    await wait();
    speak();
    server({ type: 'speech', speechId: 's', sampleRate: 24_000, chatId: null, messageId: null, firstSample: 0 });
    void room.stop();
    await wait();
    expect([room.view.get().talk, room.view.get().speech, device.closed]).toEqual([null, null, 1]);
    expect(played.at(-1)).toEqual(['stop']);
    expect(calls.at(-1)).toEqual({ method: 'StopRoom', request: { roomId: 'r1' } });
  });

  it('stops speaking without closing the microphone', async () => {
    const { room, calls } = setUp();
    room.talk.setHandsFree(true, null);
    await wait();
    await room.stopSpeaking();
    expect([room.view.get().talk?.mode, calls.at(-1)!.method]).toEqual(['handsFree', 'StopSpeaking']);
  });

  it('rings before it speaks, and tells a page where it was understood', async () => {
    const { server, ring, played, understood } = setUp();
    server({ type: 'ring', timerId: 't', title: 'Timer finished: tea' });
    server({ type: 'speech', speechId: 's', sampleRate: 24_000, chatId: null, messageId: null, firstSample: 0 });
    await wait();
    expect(ring).toHaveBeenCalledWith('Timer finished: tea');
    expect(played.map((p) => p[0])).toEqual(['prepare', 'hold', 'begin']);
    server({ type: 'understood', utteranceId: 'u', text: 'hi', chatId: 'c', messageId: 'm', turnId: 't' });
    expect(understood).toHaveBeenCalledOnce();
  });

  it('offers a click when the browser holds the sound back', async () => {
    const { room, server, player, played } = setUp();
    server({ type: 'speech', speechId: 's', sampleRate: 24_000, chatId: null, messageId: null, firstSample: 0 });
    await wait();
    player.events!.blocked(true);
    expect(room.view.get().blocked).toBe(true);
    room.resumeSound();
    await wait();
    expect([room.view.get().blocked, played.at(-1)]).toEqual([false, ['resume']]);
  });

  it('tells what was lost on the way', async () => {
    const { room, server, listened, speak } = setUp();
    room.talk.setHandsFree(true, null);
    await wait();
    speak();
    server({ type: 'microphoneClosed', microphoneId: listened[0]!.request.microphoneId, lostFrames: 100 });
    expect(room.view.get().talk).toBeNull();
    expect(room.view.get().notice).toMatchObject({ kind: 'note', detail: expect.stringMatching(/^2\.0 s/) });
  });
});
