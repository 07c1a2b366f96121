import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { ConnectionLostError } from '../hub/hub';
import { toasts } from './toasts';
import { optimistic, showUndo } from './undo';

beforeEach(() => toasts.set([]));

const shown = () => toasts.get().map((toast) => `${toast.kind}: ${toast.title} ${toast.detail}`.trim());

describe('an undo', () => {
  it('is offered with what was done, and runs', () => {
    const undo = vi.fn();
    showUndo('Prompt deleted', undo, { detail: 'Pirate' });
    expect(shown()).toEqual(['info: Prompt deleted Pirate']);
    expect(toasts.get()[0]?.action?.label).toBe('Undo');
    toasts.get()[0]?.action?.run();
    return vi.waitFor(() => expect(undo).toHaveBeenCalledOnce());
  });

  it('says why it did not work', async () => {
    showUndo('Deleted', () => Promise.reject(new ApiError(409, 'There is one of that name.', 'Rename it.')));
    toasts.get()[0]?.action?.run();
    await vi.waitFor(() => expect(shown()).toContain('error: There is one of that name. Rename it.'));
  });
});

describe('an optimistic change', () => {
  it('is there before the answer, and stays', async () => {
    let value = 1;
    let answer = (_: string) => {};
    const done = optimistic(() => (value = 2), () => new Promise<string>((resolve) => (answer = resolve)), () => (value = 1));
    expect(value).toBe(2);
    answer('yes');
    expect(await done).toBe('yes');
    expect(value).toBe(2);
    expect(shown()).toEqual([]);
  });

  it.each([
    [new ApiError(400, 'Too long.', 'Use 40 letters.'), 'error: Too long. Use 40 letters.'],
    [new ConnectionLostError('x'), 'error: Not renamed. There is no connection. Try again when it is back.'],
    [new Error('HubException: operator: No such actor.'), 'error: Not renamed. No such actor.'],
  ])('is taken back when it is refused, with the reason', async (error, words) => {
    let value = 1;
    expect(await optimistic(() => (value = 2), () => Promise.reject(error), () => (value = 1), 'Not renamed.')).toBeUndefined();
    expect(value).toBe(1);
    expect(shown()).toEqual([words]);
  });
});
