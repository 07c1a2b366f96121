import { act, renderHook, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { getModels, putProvider, putSelection } from '../api/models';
import type { ModelsView, ProviderView } from '../generated/protocol';
import { toasts } from '../state/toasts';
import { useModels } from './useModels';

vi.mock('../api/models', () => ({ getModels: vi.fn(), putProvider: vi.fn(), putSelection: vi.fn(), putProfile: vi.fn(), deleteProfile: vi.fn(), deleteProvider: vi.fn() }));

const provider = (id: string): ProviderView => ({ id, name: id, url: 'http://x', model: null, enabled: true }) as unknown as ProviderView;
const view: ModelsView = { selection: 'auto', providers: [provider('a'), provider('b'), provider('c')], kinds: [], profiles: [] };

beforeEach(() => {
  toasts.set([]);
  vi.mocked(getModels).mockReset().mockResolvedValue(view);
  vi.mocked(putProvider).mockReset();
  vi.mocked(putSelection).mockReset();
});

async function models() {
  const { result } = renderHook(() => useModels());
  await waitFor(() => expect(result.current.view).not.toBeNull());
  return { order: () => result.current.view!.providers.map(({ id }) => id).join(''), now: () => result.current };
}

describe('the models', () => {
  it('are moved and switched at once, and back when the server refuses, with its words in sight', async () => {
    const { order, now } = await models();
    let refuse = (_: Error) => {};
    vi.mocked(putSelection).mockImplementation(() => new Promise((_, reject) => (refuse = reject)));
    act(() => void now().select('auto', ['b', 'a', 'c']));
    expect(order()).toBe('bac');
    await act(async () => refuse(new ApiError(409, 'No.', 'Try later.')));
    await waitFor(() => expect(order()).toBe('abc'));
    expect(toasts.get().map(({ title, detail }) => [title, detail])).toEqual([['No.', 'Try later.']]);
    vi.mocked(putProvider).mockImplementation(() => new Promise(() => {}));
    act(() => void now().enable(view.providers[1]!, false));
    expect(now().view!.providers[1]!.enabled).toBe(false);
  });

  it('are as the newest answer says when two cross on their way', async () => {
    const { order, now } = await models();
    const answers: ((answer: ModelsView) => void)[] = [];
    vi.mocked(putSelection).mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    act(() => void now().select('auto', ['b', 'a', 'c']));
    act(() => void now().select('auto', ['b', 'c', 'a']));
    const of = (ids: string) => ({ ...view, providers: [...ids].map(provider) });
    await act(async () => answers[1]!(of('bca')));
    await act(async () => answers[0]!(of('bac')));
    expect(order()).toBe('bca');
  });
});
