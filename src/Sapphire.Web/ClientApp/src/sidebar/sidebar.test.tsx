import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatSummary, HomeView } from '../generated/protocol';
import { hub } from '../hub';
import { currentRoute, navigate } from '../shared/router';
import { home } from '../state/app';
import { askFor, renameIntent } from '../state/intents';
import { toasts } from '../state/toasts';
import { show } from '../test/render';
import { sections } from './sections';
import { Sidebar } from './Sidebar';

const id = (n: number) => `01900000-0000-7000-8000-00000000000${n}`;
const now = new Date(2026, 0, 10, 12);
const chat = (n: number, title: string, more: Partial<ChatSummary> = {}): ChatSummary => ({ id: id(n), title, createdAt: now.toISOString(), updatedAt: now.toISOString(), pinned: false, archived: false, ...more });

let sent: { method: string; [name: string]: unknown }[];
let posted: { path: string; body: unknown }[];
let answer: () => Response;

const list = (...chats: ChatSummary[]) => act(() => home.set({ chats, timers: [], notifications: [], model: null, storage: null } as unknown as HomeView));
const sidebar = () => show(<Sidebar narrow={false} version="1" />);
const item = (n: number) => screen.getAllByTestId('chat-item').find((one) => one.dataset.chatId === id(n))!;
const menuOf = async (n: number, entry: string) => {
  await userEvent.click(within(item(n)).getByTestId('chat-menu'));
  return screen.findByTestId(entry);
};

beforeEach(() => {
  sent = [];
  posted = [];
  answer = () => Response.json({ chats: [{ id: id(9), title: 'Brought', messages: 3 }] });
  toasts.set([]);
  act(() => navigate({ page: 'new' }));
  vi.spyOn(hub, 'invoke').mockImplementation((method: string, request: unknown) => {
    sent.push({ method, ...(request as object) });
    return Promise.resolve({ accepted: true, error: null }) as never;
  });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    posted.push({ path, body: init.body });
    return Promise.resolve(answer());
  });
});

describe('the list of chats', () => {
  it('has the pinned ones first, and those of the archive apart', () => {
    const day = 86_400_000;
    const old = new Date(now.getTime() - 3 * day).toISOString();
    const { groups, archived } = sections([chat(1, 'a'), chat(2, 'b', { pinned: true, updatedAt: old }), chat(3, 'c', { pinned: true, archived: true }), chat(4, 'd', { updatedAt: old }), chat(5, 'e')], now);
    expect(groups.map(({ name, members }) => [name, ...members.map(({ title }) => title)])).toEqual([['Pinned', 'b'], ['Today', 'a', 'e'], ['Last 7 days', 'd']]);
    expect(archived.map(({ title }) => title)).toEqual(['c']);
  });

  it('says that there are none', () => {
    list();
    sidebar();
    expect(screen.getByText(/No chats yet/)).toBeTruthy();
    expect(screen.queryByTestId('archive')).toBeNull();
  });

  it('folds the archive, and opens it for the chat on screen', async () => {
    list(chat(1, 'a'), chat(2, 'b', { archived: true }));
    sidebar();
    const toggle = screen.getByTestId('archive-toggle');
    expect(toggle.textContent).toContain('Archive (1)');
    expect(toggle.getAttribute('aria-expanded')).toBe('false');
    expect(screen.getAllByTestId('chat-item')).toHaveLength(1);
    await userEvent.click(toggle);
    expect(item(2).textContent).toContain('b');
    await userEvent.click(toggle);
    act(() => navigate({ page: 'chat', chatId: id(2) }));
    expect(item(2).dataset.active).toBe('true');
  });

  it('shows a pinned chat in its own section as soon as it is pinned', () => {
    list(chat(1, 'a'));
    sidebar();
    expect(screen.getByTestId('chat-group').dataset.group).not.toBe('Pinned');
    list(chat(1, 'a', { pinned: true }));
    expect(screen.getByTestId('chat-group').dataset.group).toBe('Pinned');
  });
});

describe('the focus', () => {
  it('goes with a chat to its other place in the list', async () => {
    list(chat(1, 'a'), chat(2, 'b'));
    sidebar();
    await userEvent.click(await menuOf(1, 'pin-chat'));
    act(() => (document.activeElement as HTMLElement).blur());
    list(chat(1, 'a', { pinned: true }), chat(2, 'b'));
    expect(document.activeElement).toBe(within(item(1)).getByRole('link'));
    await userEvent.click(await menuOf(1, 'archive-chat'));
    act(() => (document.activeElement as HTMLElement).blur());
    list(chat(1, 'a', { pinned: true, archived: true }), chat(2, 'b'));
    expect(document.activeElement).toBe(screen.getByTestId('archive-toggle'));
  });
});

describe('the menu of a chat', () => {
  beforeEach(() => {
    list(chat(1, 'a'), chat(2, 'b', { pinned: true }));
    sidebar();
  });

  it('pins and unpins', async () => {
    await userEvent.click(await menuOf(1, 'pin-chat'));
    expect(sent[0]).toMatchObject({ method: 'Pin', chatId: id(1), on: true });
    const unpin = await menuOf(2, 'pin-chat');
    expect(unpin.textContent).toBe('Unpin');
    await userEvent.click(unpin);
    expect(sent[1]).toMatchObject({ method: 'Pin', chatId: id(2), on: false });
  });

  it('archives with the way back, and takes out of the archive', async () => {
    await userEvent.click(await menuOf(1, 'archive-chat'));
    expect(sent[0]).toMatchObject({ method: 'Archive', chatId: id(1), on: true });
    await waitFor(() => expect(toasts.get()[0]?.action?.label).toBe('Undo'));
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(sent[1]).toMatchObject({ method: 'Undo', chatId: id(1) }));
    list(chat(1, 'a', { archived: true }));
    await userEvent.click(screen.getByTestId('archive-toggle'));
    await userEvent.click(await menuOf(1, 'archive-chat'));
    expect(sent[2]).toMatchObject({ method: 'Archive', on: false });
  });

  it('exports as JSON and as Markdown', async () => {
    const json = await menuOf(1, 'export-json');
    expect(json.getAttribute('href')).toBe(`/api/chats/${id(1)}/export?format=json`);
    expect(json.hasAttribute('download')).toBe(true);
    expect(screen.getByTestId('export-markdown').getAttribute('href')).toBe(`/api/chats/${id(1)}/export?format=markdown`);
  });

  it('duplicates, and opens the copy', async () => {
    await userEvent.click(await menuOf(1, 'duplicate-chat'));
    await waitFor(() => expect(currentRoute()).toEqual({ page: 'chat', chatId: id(9) }));
    expect(posted[0]!.path).toBe(`/api/chats/${id(1)}/duplicate`);
  });

  it('says why a chat cannot be duplicated', async () => {
    answer = () => Response.json({ title: 'There is no such chat.', detail: 'It was deleted.' }, { status: 404 });
    await userEvent.click(await menuOf(1, 'duplicate-chat'));
    await waitFor(() => expect(toasts.get()[0]).toMatchObject({ kind: 'error', title: 'There is no such chat.', detail: 'It was deleted.' }));
  });

  it('renames in place', async () => {
    await userEvent.click(await menuOf(1, 'rename-chat'));
    const input = await screen.findByTestId('rename-input');
    fireEvent.change(input, { target: { value: 'Tea' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    expect(sent[0]).toMatchObject({ method: 'Rename', chatId: id(1), title: 'Tea' });
  });

  it('deletes with the way back, and leaves the chat that is gone', async () => {
    act(() => navigate({ page: 'chat', chatId: id(1) }));
    await userEvent.click(await menuOf(1, 'delete-chat'));
    await waitFor(() => expect(currentRoute().page).toBe('new'));
    expect(sent[0]).toMatchObject({ method: 'Delete', chatId: id(1) });
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(sent[1]).toMatchObject({ method: 'Restore', chatId: id(1) }));
  });
});

describe('the keys of the list', () => {
  it('delete a chat once, however long they are held, and go on at the next one', async () => {
    list(chat(1, 'a'), chat(2, 'b'));
    sidebar();
    const link = within(item(1)).getByRole('link');
    link.focus();
    fireEvent.keyDown(link, { key: 'Delete' });
    fireEvent.keyDown(link, { key: 'Delete', repeat: true });
    await waitFor(() => expect(document.activeElement).toBe(within(item(2)).getByRole('link')));
    expect(sent.map(({ method }) => method)).toEqual(['Delete']);
  });

  it('rename the chat of which the palette says so', async () => {
    list(chat(1, 'a'), chat(2, 'b'));
    sidebar();
    act(() => askFor(renameIntent(id(2))));
    expect(within(item(2)).getByTestId('rename-input')).toBeTruthy();
  });
});

describe('an import', () => {
  const choose = async (...files: File[]) => {
    fireEvent.change(screen.getByTestId('import-file'), { target: { files } });
    await waitFor(() => expect(toasts.get().length).toBeGreaterThan(0));
  };

  beforeEach(() => {
    list();
    sidebar();
  });

  it('is in the menu of the list', async () => {
    const click = vi.spyOn(HTMLInputElement.prototype, 'click');
    await userEvent.click(screen.getByTestId('list-menu'));
    await userEvent.click(await screen.findByTestId('import-chats'));
    expect(click.mock.contexts).toContain(screen.getByTestId('import-file'));
  });

  it('makes the chats of the file, and opens the first', async () => {
    await choose(new File(['{}'], 'a.json'));
    expect(posted[0]!.path).toBe('/api/chats/import');
    expect((posted[0]!.body as Blob).type).toBe('application/json');
    expect(toasts.get()[0]).toMatchObject({ title: 'Imported: Brought', detail: '3 messages' });
    expect(currentRoute()).toEqual({ page: 'chat', chatId: id(9) });
  });

  it('says what is wrong with which file, and takes the others', async () => {
    let asked = 0;
    answer = () => (asked++ === 0 ? Response.json({ title: 'The file cannot be imported.', detail: 'Message 3 follows none.' }, { status: 400 }) : Response.json({ chats: [{ id: id(8), title: null, messages: 1 }, { id: id(9), title: 'x', messages: 1 }] }));
    await choose(new File(['{'], 'bad.json'), new File(['[]'], 'good.json'));
    await waitFor(() => expect(toasts.get()).toHaveLength(2));
    expect(toasts.get()[0]).toMatchObject({ kind: 'error', title: 'bad.json was not imported.', detail: 'The file cannot be imported. Message 3 follows none.' });
    expect(toasts.get()[1]).toMatchObject({ title: '2 chats imported', detail: '2 messages' });
  });

  it('tells how far it is, and of all files that failed in one place', async () => {
    const answers: ((response: Response) => void)[] = [];
    vi.stubGlobal('fetch', () => new Promise<Response>((resolve) => answers.push(resolve)));
    const bad = () => Response.json({ title: 'No.', detail: '' }, { status: 400 });
    fireEvent.change(screen.getByTestId('import-file'), { target: { files: [1, 2, 3, 4].map((n) => new File(['{'], `${n}.json`)) } });
    for (let n = 0; n < 4; n++) {
      await waitFor(() => expect(answers).toHaveLength(n + 1));
      await waitFor(() => expect(screen.getByTestId('import-progress').textContent).toBe(`Importing ${n + 1} of 4: ${n + 1}.json …`));
      answers[n]!(bad());
    }
    await waitFor(() => expect(toasts.get()).toHaveLength(1));
    expect(toasts.get()[0]).toMatchObject({ title: '4 files were not imported.', detail: '1.json: No. 2.json: No. 3.json: No. 4.json: No.' });
    expect(screen.getByTestId('import-progress').textContent).toBe('');
  });

  it('sends no file that is too large', async () => {
    const file = new File([''], 'big.json');
    Object.defineProperty(file, 'size', { value: 30 * 1024 * 1024 });
    await choose(file);
    expect(toasts.get()[0]!.detail).toContain('30 MiB; at most 28 MiB');
    expect(posted).toEqual([]);
  });
});
