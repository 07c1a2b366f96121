import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { getPrivacy, putPrivacy } from '../api/privacy';
import { held, loadPrivacy, privacy, setPrivacy } from './privacy';
import { toasts } from './toasts';

vi.mock('../api/privacy', () => ({ getPrivacy: vi.fn(), putPrivacy: vi.fn() }));

const view = (on: boolean, heldBy: string | null = null) => ({ on, networks: [], heldBy });

beforeEach(() => {
  privacy.set(null);
  held.set(null);
  toasts.set([]);
});

describe('a chat that is private by itself', () => {
  it('is held while its prompt is private, and no other chat is', async () => {
    vi.mocked(getPrivacy).mockResolvedValueOnce(view(false, 'Its prompt is private.'));
    await loadPrivacy('a');
    expect(privacy.get()?.on).toBe(false);
    expect(held.get()).toEqual({ chatId: 'a', reason: 'Its prompt is private.' });
    vi.mocked(getPrivacy).mockResolvedValueOnce(view(false));
    await loadPrivacy('b');
    expect(held.get()).toBeNull();
  });

  it('stays as it is known where the page asks about no chat, or the server does not answer', async () => {
    held.set({ chatId: 'a', reason: 'Its prompt is private.' });
    vi.mocked(getPrivacy).mockResolvedValueOnce(view(true));
    await loadPrivacy(null);
    vi.mocked(getPrivacy).mockRejectedValueOnce(new Error('away'));
    await loadPrivacy('a');
    expect(held.get()?.chatId).toBe('a');
  });
});

describe('the switch', () => {
  it('is taken back where the server refuses, which says why', async () => {
    privacy.set(view(true));
    vi.mocked(putPrivacy).mockRejectedValueOnce(new ApiError(409, 'Privacy mode stays on.', 'The prompt requires it.'));
    await setPrivacy(false, 'a');
    expect(putPrivacy).toHaveBeenLastCalledWith(false, 'a');
    expect(privacy.get()?.on).toBe(true);
    expect(toasts.get().some((toast) => toast.detail.includes('The prompt requires it.') || toast.title.includes('stays on'))).toBe(true);
  });
});
