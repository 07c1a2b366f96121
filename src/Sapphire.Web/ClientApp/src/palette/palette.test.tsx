import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { search } from '../api/search';
import type { ChatSummary, HomeView, SearchHit } from '../generated/protocol';
import { searchTarget } from '../search/searchState';
import { currentRoute, navigate } from '../shared/router';
import { registerActions } from '../state/actions';
import { Dialogs } from '../shell/Dialogs';
import { home } from '../state/app';
import { toasts } from '../state/toasts';
import { show } from '../test/render';
import { fuzzy, fuzzyTitle } from './fuzzy';
import { sectionsOf } from './items';
import { Palette } from './Palette';
import { noteUsed, paletteOpen, recentItems } from './paletteState';
import { registerPaletteSource } from './sources';

vi.mock('../api/search', () => ({ search: vi.fn(), getUsage: vi.fn() }));

const chat = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const message: SearchHit = { chatId: chat(1), title: 'Tea', messageId: 'm1', role: 'user', at: '2026-03-01T10:00:00Z', snippet: [{ text: 'about ', hit: false }, { text: 'tea', hit: true }] };
const run = vi.fn();
const undone: (() => void)[] = [];

beforeEach(() => {
  run.mockReset();
  vi.mocked(search).mockReset().mockResolvedValue({ hits: [message, { ...message, messageId: null }], next: null });
  const chats = [{ id: chat(1), title: 'Tea and biscuits' }, { id: chat(2), title: 'Train times' }] as ChatSummary[];
  home.set({ chats, timers: [], notifications: [], model: { provider: 'Test', model: '', builtIn: true, detail: '' }, storage: null } as unknown as HomeView);
  undone.push(registerActions('test', () => [
    { id: 'chat.new', title: 'New chat', group: 'Chat', shortcut: 'Mod+Shift+O', run },
    { id: 'go.prompts', title: 'Prompts', group: 'Go to', keywords: 'system pieces', run: () => navigate({ page: 'prompts' }) },
    { id: 'hidden', title: 'Hidden', group: 'Chat', keyOnly: true, run },
  ]));
  act(() => {
    navigate({ page: 'new' });
    paletteOpen.set(true);
  });
});

afterEach(() => act(() => {
  for (const undo of undone.splice(0)) undo();
  searchTarget.set(null);
}));

const items = () => screen.queryAllByTestId('palette-item').map((item) => item.dataset['item']);
const selected = () => screen.getAllByTestId('palette-item').filter((item) => item.getAttribute('aria-selected') === 'true').map((item) => item.dataset['item']);

async function type(text: string) {
  show(<Palette />);
  const field = screen.getByTestId('palette-input');
  fireEvent.change(field, { target: { value: text } });
  await waitFor(() => expect(screen.getByTestId('palette-list').getAttribute('aria-busy')).toBe('false'));
  return field;
}

describe('fuzzy', () => {
  it.each([
    ['new', 'New chat', 'New'],
    ['chat', 'New chat', 'chat'],
    ['nc', 'New chat', 'Nc'],
    ['CREME', 'Crème brûlée', 'Crème'],
    ['set voice', 'Voice settings', 'Voiceset'],
    ['hat', 'New chat', 'hat'],
    ['max', 'MAX_HISTORY', 'MAX'],
    ['his', 'MAX_HISTORY', 'HIS'],
  ])('%s fits %s', (query, text, marked) => {
    const match = fuzzy(query, text);
    expect(match?.ranges.map(([begin, end]) => text.slice(begin, end)).join('')).toBe(marked);
  });

  it.each([['xyz', 'New chat'], ['new dog', 'New chat'], ['hn', 'New chat'], ['na', 'New chat']])('%s does not fit %s', (query, text) => expect(fuzzy(query, text)).toBeNull());

  it('likes the beginning of a word better than its inside, and both better than letters', () => {
    const scores = ['Cat food', 'Concat', 'Chew all tea'].map((text) => fuzzy('cat', text)?.score ?? -1);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores[2]).toBeGreaterThan(0);
  });

  it('finds by other words, and marks only the title', () => {
    expect(fuzzyTitle('prompts pieces', 'Prompts', 'system pieces')?.ranges).toEqual([[0, 7]]);
    expect(fuzzyTitle('dog', 'Prompts', 'system pieces')).toBeNull();
  });

  it('keeps the places of letters that grow when they are folded', () => {
    expect(fuzzy('x', 'ﬁx İx')?.ranges).toBeDefined();
    const match = fuzzy('b', 'İ b');
    expect(match?.ranges).toEqual([[2, 3]]);
  });
});

describe('sections', () => {
  const item = (id: string, group: string, title: string) => ({ id, group, title, run });

  it('put what was used last first, and messages last', () => {
    const all = [item('a', 'Actions', 'Tea time'), item('b', 'Chats', 'Tea'), { ...item('m', 'Messages', 'tea'), snippet: [] }];
    expect(sectionsOf('tea', all, []).map((section) => section.name)).toEqual(['Chats', 'Actions', 'Messages']);
    expect(sectionsOf('tea', all, ['a']).map((section) => section.name)).toEqual(['Actions', 'Chats', 'Messages']);
    expect(sectionsOf('', all, ['b']).map((section) => [section.name, section.hits.map((hit) => hit.item.id)])).toEqual([['Used last', ['b']], ['Actions', ['a']]]);
  });

  it('have few of each', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => item(`c${i}`, 'Chats', `Tea ${i}`));
    expect(sectionsOf('tea', many, [])[0]?.hits).toHaveLength(6);
  });
});

describe('the palette', () => {
  it('has the focus at once, and gives it back', async () => {
    paletteOpen.set(false);
    show(<><input data-testid="before" /><Dialogs /></>);
    screen.getByTestId('before').focus();
    act(() => paletteOpen.set(true));
    expect(document.activeElement).toBe(screen.getByTestId('palette-input'));
    act(() => paletteOpen.set(false));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('before')));
  });

  it('finds chats, pages, actions and messages', async () => {
    await type('te');
    expect(items()).toEqual([`chat/${chat(1)}`, `message/${chat(1)}/m1`]);
    const field = screen.getByTestId('palette-input');
    fireEvent.change(field, { target: { value: 'pieces' } });
    expect(items()[0]).toBe('action/go.prompts');
    expect(screen.queryByText('Hidden')).toBeNull();
  });

  it('runs what is chosen by the keyboard alone', async () => {
    const field = await type('t');
    expect(field.getAttribute('role')).toBe('combobox');
    expect(selected()).toHaveLength(1);
    const first = selected()[0];
    await userEvent.type(field, '{ArrowDown}');
    expect(selected()[0]).not.toBe(first);
    expect(document.getElementById(field.getAttribute('aria-activedescendant')!)?.dataset['item']).toBe(selected()[0]);
    await userEvent.type(field, '{ArrowUp}');
    expect(selected()[0]).toBe(first);
    fireEvent.change(field, { target: { value: 'new chat' } });
    await userEvent.type(field, '{Enter}');
    expect(paletteOpen.get()).toBe(false);
    await waitFor(() => expect(run).toHaveBeenCalledOnce());
    expect(recentItems()).toEqual(['action/chat.new']);
  });

  it('leads to a message', async () => {
    await type('tea');
    await userEvent.click(screen.getAllByTestId('palette-item').find((one) => one.dataset['item'] === `message/${chat(1)}/m1`)!);
    await waitFor(() => expect(currentRoute()).toEqual({ page: 'chat', chatId: chat(1) }));
    expect(searchTarget.get()).toEqual({ chatId: chat(1), messageId: 'm1' });
    expect(recentItems()).toEqual([]);
  });

  it('keeps what is chosen while messages come', async () => {
    let answer = (_: { hits: SearchHit[]; next: null }) => {};
    vi.mocked(search).mockReturnValue(new Promise((resolve) => (answer = resolve)));
    show(<Palette />);
    const field = screen.getByTestId('palette-input');
    fireEvent.change(field, { target: { value: 'te' } });
    const before = selected();
    await waitFor(() => expect(search).toHaveBeenCalled());
    act(() => answer({ hits: [message], next: null }));
    await waitFor(() => expect(items()).toContain(`message/${chat(1)}/m1`));
    expect(selected()).toEqual(before);
  });

  it('empties with Escape first, then closes', async () => {
    const field = await type('te');
    await userEvent.type(field, '{Escape}');
    expect((field as HTMLInputElement).value).toBe('');
    expect(paletteOpen.get()).toBe(true);
    await userEvent.keyboard('{Escape}');
    expect(paletteOpen.get()).toBe(false);
  });

  it('says when nothing fits and when messages cannot be searched', async () => {
    vi.mocked(search).mockRejectedValue(new ApiError(503, 'This cannot be read now.', ''));
    await type('qqqq');
    expect(items()).toEqual([]);
    expect(screen.getByTestId('palette-status').textContent).toContain('This cannot be read now.');
  });

  it('asks other areas, and forgives one that fails', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
    undone.push(registerPaletteSource('broken', () => Promise.reject(new Error('x'))));
    undone.push(registerPaletteSource('settings', () => Promise.resolve([{ id: 'setting/MAX_HISTORY', group: 'Settings', title: 'Longest history', keywords: 'MAX_HISTORY', run }])));
    await type('max_his');
    expect(items()).toEqual(['setting/MAX_HISTORY', `message/${chat(1)}/m1`]);
    expect(warned).toHaveBeenCalledOnce();
  });

  it('remembers what was used, the newest first and once', () => {
    for (const id of ['a', 'b', 'a', 'message/x']) noteUsed(id);
    expect(recentItems()).toEqual(['a', 'b']);
  });

  it('says when what was chosen did not work', async () => {
    toasts.set([]);
    run.mockRejectedValue(new ApiError(503, 'Not now.', 'Wait.'));
    const field = await type('new chat');
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(toasts.get().at(-1)).toMatchObject({ kind: 'error', title: 'Not now.', detail: 'Wait.' }));
  });
});
