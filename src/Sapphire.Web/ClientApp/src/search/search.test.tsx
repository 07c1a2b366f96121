import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { search } from '../api/search';
import type { SearchHit } from '../generated/protocol';
import { currentRoute, navigate } from '../shared/router';
import { Sidebar } from '../sidebar/Sidebar';
import { home } from '../state/app';
import { show } from '../test/render';
import { searchTarget, searchText } from './searchState';

vi.mock('../api/search', () => ({ search: vi.fn(), getUsage: vi.fn() }));

const chat = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const hit = (n: number, messageId: string | null = `m${n}`): SearchHit => ({
  chatId: chat(n), title: `Chat ${n}`, messageId, role: messageId === null ? null : 'user', at: '2026-03-01T10:00:00Z',
  snippet: [{ text: 'about ', hit: false }, { text: 'tea', hit: true }, { text: ' & <b>more</b>', hit: false }],
});

beforeEach(() => {
  vi.mocked(search).mockReset().mockResolvedValue({ hits: [hit(1), hit(2)], next: null });
  home.set({ chats: [], timers: [], notifications: [], model: { provider: 'Test', model: '', builtIn: true, detail: '' }, storage: null });
  navigate({ page: 'new' });
});

afterEach(() => act(() => {
  searchText.set('');
  searchTarget.set(null);
}));

async function type(text: string) {
  show(<Sidebar narrow={false} version="1" />);
  const field = screen.getByTestId<HTMLInputElement>('search-input');
  fireEvent.change(field, { target: { value: text } });
  await waitFor(() => expect(screen.getByTestId('search-status').dataset.state).not.toBe('loading'));
  return field;
}

describe('the search', () => {
  it('shows hits with what was found marked, as text', async () => {
    await type('tea');
    expect(search).toHaveBeenLastCalledWith('tea', null, expect.anything());
    const hits = screen.getAllByTestId('search-hit');
    expect(hits).toHaveLength(2);
    expect(hits[0]?.querySelector('mark')?.textContent).toBe('tea');
    expect(hits[0]?.textContent).toContain('<b>more</b>');
    expect(screen.queryByTestId('chat-list')?.textContent).not.toContain('No chats yet');
  });

  it('is moved through with the arrows and opened with Enter', async () => {
    const field = await type('tea');
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    expect(screen.getAllByTestId('search-hit').map((one) => one.getAttribute('aria-selected'))).toEqual(['false', 'true']);
    expect(field.getAttribute('aria-activedescendant')).toBe('search-hit-1');
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    expect(screen.getAllByTestId('search-hit')[0]?.getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(currentRoute()).toEqual({ page: 'chat', chatId: chat(1) });
    expect(searchTarget.get()).toEqual({ chatId: chat(1), messageId: 'm1' });
  });

  it('gives the list back on Escape', async () => {
    const field = await type('tea');
    fireEvent.keyDown(field, { key: 'Escape' });
    expect(field.value).toBe('');
    expect(screen.queryAllByTestId('search-hit')).toHaveLength(0);
    expect(screen.getByTestId('chat-list').textContent).toContain('No chats yet');
  });

  it('says when nothing was found, and what went wrong', async () => {
    vi.mocked(search).mockResolvedValueOnce({ hits: [], next: null });
    await type('nothing');
    expect(screen.getByTestId('search-status').dataset.state).toBe('none');
    vi.mocked(search).mockRejectedValueOnce(new ApiError(503, 'This cannot be read now.', 'Try again in a moment.'));
    fireEvent.change(screen.getByTestId('search-input'), { target: { value: 'broken' } });
    expect((await screen.findByTestId('search-error')).textContent).toContain('Try again in a moment.');
    await userEvent.click(screen.getByTestId('search-again'));
    expect(await screen.findAllByTestId('search-hit')).toHaveLength(2);
  });

  it('reads on, and keeps what it has', async () => {
    vi.mocked(search).mockResolvedValueOnce({ hits: [hit(1)], next: '1.9' });
    await type('tea');
    vi.mocked(search).mockResolvedValueOnce({ hits: [hit(2)], next: null });
    await userEvent.click(screen.getByTestId('search-more'));
    await waitFor(() => expect(screen.getAllByTestId('search-hit')).toHaveLength(2));
    expect(search).toHaveBeenLastCalledWith('tea', '1.9', expect.anything());
    expect(screen.queryByTestId('search-more')).toBeNull();
  });
});
