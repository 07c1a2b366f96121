import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { getPrivacy, putPrivacy } from '../api/privacy';
import type { PrivacyView } from '../generated/protocol';
import { followPrivacy, held, loadPrivacy, privacy, setPrivacy } from './privacy';
import { toasts } from './toasts';

vi.mock('../api/privacy', () => ({ getPrivacy: vi.fn(), putPrivacy: vi.fn() }));

const view = (on: boolean, heldBy: string | null = null): PrivacyView => ({ on, networks: [], heldBy });

beforeEach(() => {
  privacy.set(null);
  held.set(null);
  toasts.set([]);
  vi.mocked(getPrivacy).mockReset();
  vi.mocked(putPrivacy).mockReset();
});

describe('privacy mode', () => {
  it('is followed, also after the first question failed and when another page has switched it', async () => {
    vi.mocked(getPrivacy).mockRejectedValueOnce(new ApiError(0, 'Away.', '')).mockResolvedValue(view(false));
    const end = followPrivacy(null, 10);
    await vi.waitFor(() => expect(privacy.get()?.on).toBe(false));
    vi.mocked(getPrivacy).mockResolvedValue(view(true));
    await vi.waitFor(() => expect(privacy.get()?.on).toBe(true));
    end();
    const asked = vi.mocked(getPrivacy).mock.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(getPrivacy).toHaveBeenCalledTimes(asked);
  });

  it('is not put back on the screen by an answer of before it was switched', async () => {
    privacy.set(view(false));
    let answer = (_: PrivacyView) => {};
    vi.mocked(getPrivacy).mockImplementation(() => new Promise((resolve) => (answer = resolve)));
    vi.mocked(putPrivacy).mockResolvedValue(view(true));
    const old = loadPrivacy(null);
    await setPrivacy(true);
    answer(view(false));
    await old;
    expect(privacy.get()?.on).toBe(true);
  });

  it('stays as it was, with the reason, when the server refuses', async () => {
    privacy.set(view(true));
    vi.mocked(putPrivacy).mockRejectedValue(new ApiError(409, 'A private prompt holds it.', 'Choose another prompt.'));
    const refused = setPrivacy(false);
    expect(privacy.get()?.on).toBe(false);
    await refused;
    expect(privacy.get()?.on).toBe(true);
    expect(toasts.get()[0]).toMatchObject({ kind: 'error', title: 'A private prompt holds it.' });
  });
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
