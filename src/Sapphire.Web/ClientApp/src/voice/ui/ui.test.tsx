import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import type { MessageView } from '../../generated/protocol';
import Markdown from '../../chat/Markdown';
import { MessageRow } from '../../chat/MessageRow';
import { outbox } from '../../state/app';
import { examplesOpen, speechOpen } from '../../state/ui';
import { show } from '../../test/render';
import { room } from '..';
import { loudness } from '../loudness';
import { notice } from '../problems';
import { emptyRoom, type RoomView } from '../roomView';
import { UtteranceRow } from './UtteranceRow';
import { VoiceButtons } from './VoiceButtons';
import { VoiceStatus } from './VoiceStatus';

let press: MockInstance<typeof room.talk.press>;
let release: MockInstance<typeof room.talk.release>;
const setView = (change: Partial<RoomView>) => act(() => room.view.set((view) => ({ ...view, connected: true, open: true, ...change })));
const speech = { id: 's', chatId: 'c1', messageId: 'm1', sentences: [], current: -1 };

beforeEach(() => {
  press = vi.spyOn(room.talk, 'press').mockReturnValue(undefined);
  release = vi.spyOn(room.talk, 'release').mockReturnValue(undefined);
  vi.spyOn(room, 'prepare').mockReturnValue(undefined);
  room.view.set(emptyRoom);
  loudness.set({ volume: 1, muted: false });
});

describe('the microphone button', () => {
  it('is pressed and let go with the pointer, with keys, and by a screen reader', () => {
    show(<VoiceButtons chatId="c1" />);
    const mic = screen.getByTestId('mic');
    // jsdom has no pointer events of its own.
    fireEvent(mic, new MouseEvent('pointerdown', { bubbles: true, button: 0 }));
    expect(press).toHaveBeenCalledWith('c1');
    fireEvent.blur(screen.getByTestId('hands-free'));
    expect(release).not.toHaveBeenCalled();
    fireEvent(mic, new MouseEvent('pointerup', { bubbles: true }));
    fireEvent.keyDown(mic, { key: 'Enter' });
    fireEvent.keyDown(mic, { key: 'Enter', repeat: true });
    fireEvent.keyUp(mic, { key: 'Enter' });
    fireEvent.click(mic, { detail: 0 });
    fireEvent.click(mic, { detail: 1 });
    expect([press.mock.calls.length, release.mock.calls.length]).toEqual([3, 3]);
    expect(mic.getAttribute('aria-pressed')).toBe('false');
    setView({ talk: { mode: 'once', phase: 'open' } });
    expect([mic.getAttribute('aria-pressed'), mic.getAttribute('aria-label')]).toEqual(['true', 'Stop listening']);
  });

  it.each([
    ['the pointer', 'pointerdown', 'pointerup'],
    ['Space', 'keydown', 'keyup'],
  ])('stays held with %s while the page shows another chat, and is let go there', (_, down, up) => {
    const event = (type: string) => type.startsWith('key') ? new KeyboardEvent(type, { bubbles: true, cancelable: true, key: ' ', code: 'Space' }) : new MouseEvent(type, { bubbles: true, button: 0 });
    const { rerender } = show(<VoiceButtons key="new" chatId={null} />);
    fireEvent(down === 'keydown' ? document.body : screen.getByTestId('mic'), event(down));
    rerender(<VoiceButtons key="c1" chatId="c1" />);
    expect([press.mock.calls.length, release.mock.calls.length]).toEqual([1, 0]);
    fireEvent(document.body, event(up));
    fireEvent(document.body, event(up));
    expect([press.mock.calls.length, release.mock.calls.length]).toEqual([1, 1]);
  });

  it('is Space, too, except where Space is needed', () => {
    show(<><VoiceButtons chatId={null} /><textarea data-testid="field" /><button data-testid="other" type="button">x</button></>);
    fireEvent.keyDown(screen.getByTestId('field'), { code: 'Space', key: ' ' });
    fireEvent.keyDown(screen.getByTestId('other'), { code: 'Space', key: ' ' });
    fireEvent.keyDown(document.body, { code: 'Space', key: ' ', ctrlKey: true });
    expect(press).not.toHaveBeenCalled();
    fireEvent.keyDown(document.body, { code: 'Space', key: ' ' });
    fireEvent.keyDown(document.body, { code: 'Space', key: ' ', repeat: true });
    expect([press.mock.calls.length, release.mock.calls.length]).toEqual([1, 0]);
    fireEvent.keyUp(document.body, { code: 'Space', key: ' ' });
    fireEvent.keyDown(document.body, { code: 'Space', key: ' ' });
    fireEvent.blur(window);
    expect([press.mock.calls.length, release.mock.calls.length]).toEqual([2, 2]);
  });
});

describe('what voice does', () => {
  it('is shown and told', () => {
    show(<VoiceStatus onRestore={() => {}} />);
    expect(screen.queryByTestId('voice-state')).toBeNull();
    setView({ talk: { mode: 'hold', phase: 'open' }, state: 'Hearing' });
    expect(screen.getByTestId('voice-state').dataset).toMatchObject({ state: 'hearing', mode: 'hold' });
    expect(screen.getByTestId('voice-announcer').textContent).toBe('Hearing you');
    setView({ talk: null, state: 'Thinking' });
    expect(screen.getByTestId('voice-announcer').textContent).toBe('Thinking…');
  });

  it('can be muted, made quieter and stopped while it speaks', async () => {
    const stop = vi.spyOn(room, 'stopSpeaking').mockResolvedValue();
    show(<VoiceStatus onRestore={() => {}} />);
    setView({ state: 'Speaking', speech });
    await userEvent.click(screen.getByTestId('voice-mute'));
    expect(loudness.get().muted).toBe(true);
    fireEvent.change(screen.getByTestId('voice-volume'), { target: { value: '0.5' } });
    expect(loudness.get()).toEqual({ volume: 0.5, muted: false });
    expect(JSON.parse(localStorage.getItem('sapphire.voice.loudness')!)).toEqual({ volume: 0.5, muted: false });
    await userEvent.click(screen.getByTestId('stop-speaking'));
    expect(stop).toHaveBeenCalledOnce();
  });

  it('that is in the way says so, with its way out', async () => {
    const onRestore = vi.fn();
    const resume = vi.spyOn(room, 'resumeSound').mockReturnValue();
    show(<VoiceStatus onRestore={onRestore} />);
    const action = () => userEvent.click(screen.getByTestId('voice-notice-action'));
    setView({ notice: notice('denied') });
    expect(screen.getByRole('alert').textContent).toMatch(/does not allow the microphone/);
    await action();
    expect(press).toHaveBeenCalledOnce();
    setView({ notice: notice('insecure') });
    expect(screen.getByTestId<HTMLAnchorElement>('voice-notice-action').href).toMatch(/^https:\/\/localhost:8073\//);
    setView({ notice: { kind: 'engine', title: 'No recogniser.', detail: '', action: 'speech-settings' } });
    await action();
    expect(speechOpen.get()).toBe(true);
    setView({ notice: notice('not-understood') });
    await action();
    expect(examplesOpen.get()).toBe(true);
    setView({ notice: { kind: 'failed', title: 'Not stored.', detail: '', action: 'restore', text: 'set a timer' } });
    await action();
    expect(onRestore).toHaveBeenCalledWith('set a timer');
    expect(screen.queryByTestId('voice-notice')).toBeNull();
    setView({ blocked: true, state: 'Speaking', speech });
    await action();
    expect(resume).toHaveBeenCalledOnce();
  });
});

describe('an utterance', () => {
  it('stands where its message will be, until it is there', () => {
    const row = (messages: Partial<MessageView>[] = []) => <UtteranceRow chatId="c1" messages={messages as MessageView[]} />;
    const utterance = { id: 'u', text: 'what time', phase: 'hearing' as const, chatId: null, messageId: null };
    const view = show(row());
    setView({ utterance });
    expect(screen.getByTestId('utterance-text').textContent).toBe('what time');
    setView({ utterance: { ...utterance, phase: 'understood', chatId: 'c1', messageId: 'm' } });
    expect(screen.getByTestId('utterance').dataset['phase']).toBe('understood');
    view.rerender(row([{ id: 'm' }]));
    expect(screen.queryByTestId('utterance')).toBeNull();
    expect(room.view.get().utterance).toBeNull();
    setView({ utterance: { ...utterance, phase: 'understood', chatId: 'other', messageId: 'n' } });
    expect(screen.queryByTestId('utterance')).toBeNull();
  });
});

describe('a message', () => {
  const message = (over: Partial<MessageView>): MessageView => ({
    id: 'm1', parentId: null, role: 'user', parts: [{ type: 'text', text: 'set a time for ten minutes' }], status: 'completed', error: null, commandId: null, turnId: null,
    epoch: 1, sequence: 0, source: 'room', model: null, usage: null, createdAt: '2026-01-01T00:00:00Z', completedAt: null, heardLength: null, siblings: null, providerId: null, modelId: null, spice: null, edited: false, ...over,
  });

  it('that was spoken can be corrected in place', async () => {
    const add = vi.spyOn(outbox, 'add').mockReturnValue(undefined as never);
    show(<MessageRow chatId="c1" message={message({})} last />);
    expect(screen.getByTestId('spoken-mark')).toBeTruthy();
    await userEvent.click(screen.getByTestId('correct'));
    const field = screen.getByTestId('correct-input');
    await userEvent.type(field, '{Escape}');
    expect(screen.queryByTestId('correct-input')).toBeNull();
    await userEvent.click(screen.getByTestId('correct'));
    await userEvent.clear(screen.getByTestId('correct-input'));
    await userEvent.type(screen.getByTestId('correct-input'), 'set a timer for ten minutes{Enter}');
    expect(add).toHaveBeenCalledExactlyOnceWith('c1', 'set a timer for ten minutes', false, 'm1');
  });

  it('that was typed cannot', () => {
    show(<MessageRow chatId="c1" message={message({ source: 'page' })} last />);
    expect(screen.queryByTestId('correct')).toBeNull();
    expect(screen.queryByTestId('spoken-mark')).toBeNull();
  });

  it('of Sapphire is read aloud, and stopped', async () => {
    const read = vi.spyOn(room, 'readAloud').mockResolvedValue();
    const stop = vi.spyOn(room, 'stopSpeaking').mockResolvedValue();
    show(<MessageRow chatId="c1" message={message({ role: 'assistant', source: null })} last />);
    await userEvent.click(screen.getByTestId('read-aloud'));
    expect(read).toHaveBeenCalledWith('c1', 'm1');
    setView({ speech });
    expect(screen.getByTestId('read-aloud').dataset['reading']).toBe('true');
    await userEvent.click(screen.getByTestId('read-aloud'));
    expect(stop).toHaveBeenCalledOnce();
  });

  it('that was cut off shows what was heard', () => {
    show(<MessageRow chatId="c1" message={message({ role: 'assistant', heardLength: 10 })} last />);
    expect(screen.getByTestId('stopped-here')).toBeTruthy();
    expect(screen.getByTestId('message-text').dataset['heard']).toBe('10');
  });

  it('marks the sentence that is spoken, across emphasis, and dims what was not heard', () => {
    const text = 'One is **bold here**. Two `code` too.\n\n- three';
    const { container, rerender } = show(<Markdown text={text} spokenFrom={0} spokenTo={text.indexOf(' Two')} />);
    const marked = () => [...container.querySelectorAll('mark')].map((m) => m.textContent).join('');
    expect(marked()).toBe('One is bold here.');
    expect(container.querySelector('strong mark')).not.toBeNull();
    const two = text.indexOf('Two');
    rerender(<Markdown text={text} spokenFrom={two} spokenTo={text.indexOf('\n')} />);
    expect(marked()).toBe('Two code too.');
    rerender(<Markdown text={text} heard={two} />);
    const dimmed = [...container.querySelectorAll('span')].map((m) => m.textContent).join('|');
    expect([marked(), dimmed]).toEqual(['', 'Two |code| too.|three']);
    expect([...container.querySelectorAll('p, li')].map((e) => e.textContent).join(' ').replace(/\s+/g, ' ').trim()).toBe('One is bold here. Two code too. three');
  });
});
