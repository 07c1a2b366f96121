import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { getRooms, sayInRoom, stopRoom, talkInRoom } from '../api/rooms';
import type { RoomView } from '../generated/protocol';
import { show } from '../test/render';
import { HeldButton, isBusy, stateOf, warningsOf } from './rooms';
import RoomsDialog from './RoomsDialog';

vi.mock('../api/rooms', () => ({ getRooms: vi.fn(), sayInRoom: vi.fn(), stopRoom: vi.fn(), talkInRoom: vi.fn() }));

const kitchen: RoomView = {
  id: '01900000-0000-8000-8000-000000000001',
  name: 'kitchen',
  node: 'pi',
  state: 'Idle',
  heard: null,
  heardAt: null,
  level: 0.25,
  away: false,
  kept: false,
  microphoneProblem: null,
  speakerProblem: null,
  handsFree: false,
  pushToTalk: true,
  dropped: 0,
};

beforeEach(() => {
  for (const mock of [getRooms, sayInRoom, stopRoom, talkInRoom]) vi.mocked(mock).mockReset();
  vi.mocked(getRooms).mockResolvedValue([kitchen]);
  for (const mock of [sayInRoom, stopRoom, talkInRoom]) vi.mocked(mock).mockResolvedValue(null);
});

afterEach(() => vi.useRealTimers());

describe('a room', () => {
  it('says what it does and what is wrong', () => {
    expect([stateOf(kitchen), isBusy(kitchen), warningsOf(kitchen)]).toEqual(['Quiet', false, []]);
    const deaf = { ...kitchen, away: true, kept: true, microphoneProblem: 'Connect one.' };
    expect(stateOf(deaf)).toBe('Does not hear');
    expect(warningsOf(deaf)).toEqual(['It cannot reach the chats just now. What was said last is kept, and answered later.', 'Connect one.']);
    expect(isBusy({ ...kitchen, handsFree: true, state: 'Listening' })).toBe(false);
    expect(isBusy({ ...kitchen, state: 'Speaking' })).toBe(true);
  });

  it('is told each second that its button is held, and once that it is not', async () => {
    vi.useFakeTimers();
    const told: boolean[] = [];
    const button = new HeldButton({ talk: async (down) => void told.push(down), failed: () => {} });
    button.press();
    button.press();
    await vi.advanceTimersByTimeAsync(2_500);
    button.release();
    button.release();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(told).toEqual([true, true, true, false]);
  });

  it('lets go of a button that the room does not take', async () => {
    vi.useFakeTimers();
    const failed = vi.fn();
    const button = new HeldButton({ talk: () => Promise.reject(new Error('no')), failed });
    button.press();
    await vi.advanceTimersByTimeAsync(3_000);
    expect([button.held, failed.mock.calls.length]).toEqual([false, 1]);
  });
});

describe('the dialog', () => {
  it('shows what a room does, and looks again', async () => {
    show(<RoomsDialog />);
    expect((await screen.findByTestId('room-state')).textContent).toBe('Quiet');
    vi.mocked(getRooms).mockResolvedValue([{ ...kitchen, state: 'Speaking', heard: 'what time is it', heardAt: new Date().toISOString() }]);
    await waitFor(() => expect(screen.getByTestId('room-heard').textContent).toBe('what time is it'), { timeout: 3_000 });
    expect(screen.getByTestId('room-state').textContent).toBe('Speaking');
  });

  it('says how to get a room when there is none, and what went wrong', async () => {
    vi.mocked(getRooms).mockResolvedValueOnce([]);
    const { unmount } = show(<RoomsDialog />);
    expect((await screen.findByTestId('rooms-empty')).textContent).toContain('sapphire run --room kitchen');
    unmount();
    vi.mocked(getRooms).mockRejectedValueOnce(new ApiError(503, 'The rooms cannot be listed now.', 'Try again in a moment.'));
    show(<RoomsDialog />);
    expect((await screen.findByTestId('rooms-error')).textContent).toContain('Try again in a moment.');
  });

  it('says something there, and tells why it cannot', async () => {
    const user = userEvent.setup();
    show(<RoomsDialog />);
    await user.type(await screen.findByTestId('room-text'), 'Dinner is ready.{Enter}');
    expect(sayInRoom).toHaveBeenCalledWith(kitchen.id, 'Dinner is ready.');
    await waitFor(() => expect((screen.getByTestId('room-text') as HTMLInputElement).value).toBe(''));
    vi.mocked(sayInRoom).mockRejectedValueOnce(new ApiError(503, 'kitchen does not speak.', 'Connect a speaker.'));
    await user.type(screen.getByTestId('room-text'), 'Hello{Enter}');
    expect((await screen.findByTestId('room-error')).textContent).toContain('Connect a speaker.');
    expect((screen.getByTestId('room-text') as HTMLInputElement).value).toBe('Hello');
  });

  it('holds the button with the mouse and with the keyboard', async () => {
    show(<RoomsDialog />);
    const button = await screen.findByTestId('room-talk');
    // jsdom has no pointer events of its own.
    fireEvent(button, new MouseEvent('pointerdown', { bubbles: true, button: 0 }));
    expect(button.getAttribute('aria-pressed')).toBe('true');
    await act(async () => void fireEvent(window, new MouseEvent('pointerup')));
    expect(vi.mocked(talkInRoom).mock.calls).toEqual([[kitchen.id, true], [kitchen.id, false]]);
    fireEvent.keyDown(button, { key: ' ' });
    await act(async () => void fireEvent.keyUp(window, { key: ' ' }));
    expect(vi.mocked(talkInRoom).mock.calls.slice(2)).toEqual([[kitchen.id, true], [kitchen.id, false]]);
    expect(button.getAttribute('aria-pressed')).toBe('false');
  });

  it('lets go when it closes', async () => {
    const { unmount } = show(<RoomsDialog />);
    fireEvent(await screen.findByTestId('room-talk'), new MouseEvent('pointerdown', { bubbles: true, button: 0 }));
    unmount();
    expect(vi.mocked(talkInRoom).mock.calls.at(-1)).toEqual([kitchen.id, false]);
  });
});
