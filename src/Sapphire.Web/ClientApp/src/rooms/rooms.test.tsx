import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { sayInRoom, stopRoom, talkInRoom } from '../api/rooms';
import type { RoomView } from '../generated/protocol';
import { hub } from '../hub';
import { show } from '../test/render';
import { HeldButton, isBusy, stateOf, warningsOf } from './rooms';
import RoomsDialog from './RoomsDialog';

vi.mock('../api/rooms', () => ({ sayInRoom: vi.fn(), stopRoom: vi.fn(), talkInRoom: vi.fn() }));

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
  silentSince: null,
  takenBy: null,
};

type Observer = Parameters<typeof hub.watchRooms>[0];
let rooms: Observer;
const close = vi.fn();
const see = (...now: RoomView[]) => act(() => rooms.next({ rooms: now }));

/** The dialog, which sees the kitchen. */
async function open(...now: RoomView[]) {
  const shown = show(<RoomsDialog />);
  await see(...(now.length > 0 ? now : [kitchen]));
  return shown;
}

beforeEach(() => {
  for (const mock of [sayInRoom, stopRoom, talkInRoom]) vi.mocked(mock).mockReset();
  close.mockReset();
  vi.spyOn(hub, 'watchRooms').mockImplementation((observer) => {
    rooms = observer;
    return { restart: () => {}, close };
  });
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
  it('shows what a room does, as it changes', async () => {
    const { unmount } = await open();
    expect(screen.getByTestId('room-state').textContent).toBe('Quiet');
    await see({ ...kitchen, state: 'Speaking', heard: 'what time is it', heardAt: new Date().toISOString() });
    expect(screen.getByTestId('room-heard').textContent).toBe('what time is it');
    expect(screen.getByTestId('room-state').textContent).toBe('Speaking');
    unmount();
    expect(close).toHaveBeenCalledOnce();
  });

  it('says how to get a room when there is none, and that they cannot be listed', async () => {
    show(<RoomsDialog />);
    await see();
    expect(screen.getByTestId('rooms-empty').textContent).toContain('sapphire run --room kitchen');
    await act(() => rooms.error?.('unavailable'));
    expect(screen.getByTestId('rooms-error').textContent).toContain('The rooms cannot be listed now.');
    await see(kitchen);
    expect(screen.queryByTestId('rooms-error')).toBeNull();
  });

  it('shows a room whose machine is gone, and one whose name another has, and tells them nothing', async () => {
    await open({ ...kitchen, away: true, silentSince: new Date().toISOString() }, { ...kitchen, node: 'pi-two', takenBy: 'pi' });
    expect(screen.getAllByTestId('room-state').map((one) => one.textContent)).toEqual(['Away', 'Stands by']);
    const [gone, second] = screen.getAllByTestId('room-warning').map((one) => one.textContent);
    expect(gone).toMatch(/^Nothing was heard of it since .+ Look whether pi runs and is connected\.$/);
    expect(second).toContain('pi is a room of this name already');
    for (const button of [...screen.getAllByTestId('room-talk'), ...screen.getAllByTestId('room-stop')]) expect((button as HTMLButtonElement).disabled).toBe(true);
  });

  it('says something there, and tells why it cannot', async () => {
    const user = userEvent.setup();
    await open();
    await user.type(screen.getByTestId('room-text'), 'Dinner is ready.{Enter}');
    expect(sayInRoom).toHaveBeenCalledWith(kitchen.id, 'Dinner is ready.');
    await waitFor(() => expect((screen.getByTestId('room-text') as HTMLInputElement).value).toBe(''));
    vi.mocked(sayInRoom).mockRejectedValueOnce(new ApiError(503, 'kitchen does not speak.', 'Connect a speaker.'));
    await user.type(screen.getByTestId('room-text'), 'Hello{Enter}');
    expect((await screen.findByTestId('room-error')).textContent).toContain('Connect a speaker.');
    expect((screen.getByTestId('room-text') as HTMLInputElement).value).toBe('Hello');
  });

  it('holds the button with the mouse and with the keyboard', async () => {
    await open();
    const button = screen.getByTestId('room-talk');
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
    const { unmount } = await open();
    fireEvent(await screen.findByTestId('room-talk'), new MouseEvent('pointerdown', { bubbles: true, button: 0 }));
    unmount();
    expect(vi.mocked(talkInRoom).mock.calls.at(-1)).toEqual([kitchen.id, false]);
  });
});
