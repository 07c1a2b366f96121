import { act, fireEvent, renderHook, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatSettings, ChatView, PersonaView, ToolsetsView } from '../generated/protocol';
import { hub } from '../hub';
import { personaShelf, promptShelf, spiceShelf } from '../prompts/library';
import { currentRoute, navigate } from '../shared/router';
import { speechSettings } from '../speech/settings';
import { chats } from '../state/app';
import { noSettings } from '../state/chatSettings';
import { readDraft, writeDraft } from '../state/drafts';
import { toasts } from '../state/toasts';
import { toolsetsOpen } from '../state/ui';
import { show } from '../test/render';
import ChatSettingsPanel from './ChatSettingsPanel';
import { amountOf, colorOf, itemsOf, over, providerItems, scopeOf } from './inherit';
import { choiceShelf, defaultsShelf, scopeShelf, toolsetShelf } from './shelves';
import { nameProblem } from './ToolsetForm';
import ToolsetsDialog from './ToolsetsDialog';
import { useDraft } from './useDraft';

// jsdom has none; a text field that grows asks for them.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
Element.prototype.scrollIntoView = () => {};

const chatId = '01900000-0000-7000-8000-000000000001';
const owl: PersonaView = { id: 'owl', name: 'Owl', description: '', aiName: null, settings: { ...noSettings, prompt: 'cook', voice: 'slt', trimColor: '#8a5be0' }, factory: 'none', problem: null, version: 'v1' };
const choices = {
  providers: [
    { id: 'lm', name: 'LM', local: true, usable: true, why: '', model: 'small', models: [{ name: 'small' }, { name: 'large' }] },
    { id: 'far', name: 'Far', local: false, usable: false, why: 'privacy mode', model: '', models: [] },
  ],
};

const scopes = { scopes: [{ name: 'default', count: 3 }, { name: 'garden', count: 0 }, { name: 'work', count: 1 }], created: null };

let home: ChatSettings;
let toolsets: ToolsetsView;
let calls: { method: string; path: string; body: unknown }[];
let sent: { method: string; settings?: ChatSettings; label?: string }[];
let refuse: boolean;

const chatOf = (settings: ChatSettings): ChatView => ({ id: chatId, title: 'A chat', messages: [], deleted: false, settings, pinned: false, archived: false, undoLabel: null, redoLabel: null }) as unknown as ChatView;
const server = (settings: ChatSettings) => act(() => chats.state.set({ chatId, chat: chatOf(settings), error: null }));

beforeEach(() => {
  home = { ...noSettings, prompt: 'sapphire', speed: 1.2 };
  toolsets = { toolsets: [{ name: 'office', tools: ['get_time'] }], tools: ['get_time', 'set_timer'], problem: null };
  calls = [];
  sent = [];
  refuse = false;
  for (const shelf of [defaultsShelf, toolsetShelf, scopeShelf, choiceShelf, promptShelf, spiceShelf, personaShelf]) shelf.set({ view: null, problem: null });
  speechSettings.set(null);
  toasts.set([]);
  chats.state.set({ chatId, chat: chatOf(noSettings), error: null });
  vi.spyOn(hub, 'invoke').mockImplementation((method: string, request: unknown) => {
    sent.push({ method, ...(request as object) });
    return Promise.resolve({ accepted: !refuse, error: refuse ? { title: 'Not possible.', detail: 'Choose another.' } : null }) as never;
  });
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const method = init.method ?? 'GET';
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
    if (method !== 'GET') calls.push({ method, path, body });
    if (path === '/api/chats/defaults') {
      if (method === 'PUT') home = (body as { settings: ChatSettings }).settings;
      return Promise.resolve(Response.json({ settings: home }));
    }
    if (path.startsWith('/api/toolsets')) {
      const name = decodeURIComponent(path.slice('/api/toolsets/'.length));
      if (method !== 'GET') toolsets = { ...toolsets, toolsets: toolsets.toolsets.filter((one) => one.name !== name) };
      if (method === 'PUT') toolsets = { ...toolsets, toolsets: [...toolsets.toolsets, body as ToolsetsView['toolsets'][number]] };
      return Promise.resolve(Response.json(toolsets));
    }
    if (path === '/api/memory/scopes') return Promise.resolve(Response.json(scopes));
    if (path === '/api/personas') return Promise.resolve(Response.json({ personas: [owl], problems: [] }));
    if (path === '/api/prompts') return Promise.resolve(Response.json({ prompts: [{ name: 'sapphire' }, { name: 'cook' }], pieces: [], problems: [], defaultPrompt: 'sapphire', variables: [] }));
    if (path === '/api/spices') return Promise.resolve(Response.json({ categories: [{ name: 'mood', spices: [], enabled: true, factory: 'same' }], total: 0, problems: [] }));
    if (path === '/api/models/choices') return Promise.resolve(Response.json(choices));
    return Promise.resolve(Response.json({ title: 'No.', detail: '' }, { status: 404 }));
  });
});

const field = (name: string) => screen.getByTestId(`field-${name}`);
const input = (name: string) => screen.getByTestId<HTMLInputElement>(`chat-${name}`);
const panel = async () => {
  const view = show(<ChatSettingsPanel chatId={chatId} />);
  await screen.findByTestId('chat-settings');
  await waitFor(() => expect(choiceShelf.get().view).not.toBeNull());
  await waitFor(() => expect(personaShelf.get().view).not.toBeNull());
  return view;
};
const choose = async (name: string, option: string) => {
  await userEvent.click(input(name));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

describe('the panel of a chat', () => {
  it('shows what is inherited as such, and has every setting', async () => {
    await panel();
    for (const name of ['persona', 'prompt', 'provider', 'model', 'toolset', 'memory', 'voice', 'speed', 'pitch', 'spice', 'context', 'datetime', 'trim']) expect(field(name).dataset.own).toBe('false');
    expect(input('prompt').placeholder).toBe('sapphire');
    expect(input('speed').placeholder).toBe('1.2');
    expect(within(field('prompt')).getByText('As the home has it')).toBeTruthy();
    expect(screen.getByText('Home: off')).toBeTruthy();
    expect(screen.getByText('Home: on')).toBeTruthy();
    expect(screen.queryByTestId('reset-prompt')).toBeNull();
  });

  it('sets one field at once, and resets it alone', async () => {
    await panel();
    await choose('prompt', 'cook');
    expect(field('prompt').dataset.own).toBe('true');
    expect(sent[0]).toMatchObject({ method: 'ChangeSettings', settings: { ...noSettings, prompt: 'cook' }, label: 'change the prompt' });
    server({ ...noSettings, prompt: 'cook', voice: 'slt' });
    await userEvent.click(screen.getByTestId('reset-prompt'));
    expect(sent[1]!.settings).toEqual({ ...noSettings, voice: 'slt' });
    expect(field('prompt').dataset.own).toBe('false');
    expect(document.activeElement).toBe(field('prompt'));
  });

  it('loses none of two quick changes', async () => {
    await panel();
    fireEvent.click(within(field('spice')).getByLabelText('On'));
    fireEvent.click(within(field('datetime')).getByLabelText('Off'));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]!.settings).toEqual({ ...noSettings, spiceEnabled: true, injectDateTime: false });
    // With spices, their turns and sets are there.
    expect(input('spice-turns').placeholder).toBe('3');
  });

  it('takes back what the server refuses, with its words', async () => {
    refuse = true;
    await panel();
    await choose('toolset', 'office');
    await waitFor(() => expect(field('toolset').dataset.own).toBe('false'));
    expect(toasts.get()[0]).toMatchObject({ kind: 'error', title: 'Not possible.', detail: 'Choose another.' });
  });

  it('tells whether the server has it', async () => {
    await panel();
    await choose('prompt', 'cook');
    expect(screen.getByTestId('chat-settings').dataset.saved).toBe('false');
    server({ ...noSettings, prompt: 'cook' });
    expect(screen.getByTestId('chat-settings').dataset.saved).toBe('true');
  });

  it('keeps Escape for an open list', async () => {
    await panel();
    await userEvent.click(input('prompt'));
    await screen.findByRole('option', { name: 'cook' });
    expect(fireEvent.keyDown(input('prompt'), { key: 'Escape' })).toBe(false);
    await waitFor(() => expect(input('prompt').getAttribute('aria-expanded')).not.toBe('true'));
    expect(fireEvent.keyDown(input('prompt'), { key: 'Escape' })).toBe(true);
  });

  it('follows an undo and other windows', async () => {
    await panel();
    server({ ...noSettings, prompt: 'cook' });
    expect(input('prompt').value).toBe('cook');
    server(noSettings);
    expect(input('prompt').value).toBe('');
  });

  it('keeps texts and numbers when their field is left or goes away, in their range', async () => {
    const { unmount } = await panel();
    fireEvent.change(input('speed'), { target: { value: '9' } });
    fireEvent.keyDown(input('speed'), { key: 'Enter' });
    expect(sent[0]!.settings!.speed).toBe(2.5);
    fireEvent.change(input('context'), { target: { value: 'Tea.' } });
    unmount();
    expect(sent[1]!.settings).toMatchObject({ speed: 2.5, customContext: 'Tea.' });
  });

  it('keeps a colour that was picked at once, and a typed one when its field is left', async () => {
    await panel();
    await userEvent.click(input('trim'));
    await userEvent.click(await screen.findByLabelText('#2f9e57'));
    expect(sent[0]!.settings!.trimColor).toBe('#2f9e57');
    fireEvent.change(input('trim'), { target: { value: '#abc' } });
    expect(sent).toHaveLength(1);
    fireEvent.change(input('trim'), { target: { value: '#abcde' } });
    fireEvent.change(input('trim'), { target: { value: '#ABCDEF' } });
    fireEvent.blur(input('trim'));
    await waitFor(() => expect(sent).toHaveLength(2));
    expect(sent[1]!.settings!.trimColor).toBe('#abcdef');
    await userEvent.click(screen.getByTestId('reset-trim'));
    expect(sent[2]!.settings!.trimColor).toBeNull();
  });

  it('says that the scope none switches memory off', async () => {
    await panel();
    server({ ...noSettings, memoryScope: 'none' });
    expect(screen.getByTestId('memory-note').textContent).toContain('neither remembers');
  });

  it('offers the memory scopes with what is in them, and sets one', async () => {
    await panel();
    await waitFor(() => expect(scopeShelf.get().view).not.toBeNull());
    expect(input('memory').placeholder).toBe('default');
    await userEvent.click(input('memory'));
    expect((await screen.findAllByRole('option')).map((option) => option.textContent)).toEqual(['default 3 memories', 'garden no memories', 'work 1 memory', 'none nothing is remembered']);
    await userEvent.click(screen.getByRole('option', { name: 'work 1 memory' }));
    expect(sent[0]).toMatchObject({ settings: { ...noSettings, memoryScope: 'work' }, label: 'change the memory scope' });
    expect(calls).toEqual([]);
    expect(input('memory').value).toBe('work');
  });

  it('offers the models of the chosen provider, and forgets a model with its provider', async () => {
    await panel();
    server({ ...noSettings, model: 'x' });
    await choose('provider', 'LM');
    expect(sent[0]!.settings).toMatchObject({ provider: 'lm', model: null });
    expect(input('model').placeholder).toBe('small');
    await choose('model', 'large');
    expect(sent[1]!.settings).toMatchObject({ provider: 'lm', model: 'large' });
  });

  it('applies a persona as one change with the way back', async () => {
    await panel();
    server({ ...noSettings, customContext: 'Mine.' });
    await choose('persona', 'Owl');
    expect(sent[0]).toMatchObject({ settings: { persona: 'owl', prompt: 'cook', voice: 'slt', trimColor: '#8a5be0', customContext: 'Mine.' }, label: 'apply the persona Owl' });
    await waitFor(() => expect(toasts.get()[0]?.title).toContain('Owl'));
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(sent[1]).toMatchObject({ method: 'Undo', chatId }));
  });

  it('makes what holds in the chat the default of the home, with the way back', async () => {
    await panel();
    server({ ...noSettings, persona: 'owl', toolset: 'office' });
    await userEvent.click(screen.getByTestId('set-as-default'));
    await waitFor(() => expect(calls[0]).toEqual({ method: 'PUT', path: '/api/chats/defaults', body: { settings: { ...noSettings, prompt: 'sapphire', speed: 1.2, toolset: 'office' } } }));
    await waitFor(() => expect(toasts.get()).toHaveLength(1));
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(calls[1]!.body).toEqual({ settings: { ...noSettings, prompt: 'sapphire', speed: 1.2 } }));
  });

  it('sets everything back at once', async () => {
    await panel();
    server({ ...noSettings, prompt: 'cook', pitch: 1.5 });
    await userEvent.click(screen.getByTestId('reset-chat-settings'));
    expect(sent[0]!.settings).toEqual(noSettings);
    await waitFor(() => expect(toasts.get()[0]?.action?.label).toBe('Undo'));
    expect(screen.queryByTestId('reset-chat-settings')).toBeNull();
  });

  it('makes a chat that has not begun, with what was typed for it', async () => {
    navigate({ page: 'new' });
    writeDraft(null, 'half a th');
    show(<ChatSettingsPanel chatId={null} />);
    await userEvent.click(screen.getByTestId('make-chat'));
    await waitFor(() => expect(currentRoute().page).toBe('chat'));
    const route = currentRoute() as { chatId: string };
    expect(sent[0]).toMatchObject({ method: 'Create', chatId: route.chatId });
    expect(readDraft(route.chatId)).toBe('half a th');
    expect(readDraft(null)).toBe('');
  });

  it('says why the defaults cannot be had', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ title: 'Not now.', detail: 'Wait.' }, { status: 503 })));
    show(<ChatSettingsPanel chatId={chatId} />);
    expect((await screen.findByTestId('chat-settings-error')).textContent).toContain('Not now. Wait.');
  });
});

describe('what holds in a chat', () => {
  it('is its own over the home’s, and a model belongs to its provider', () => {
    const there = { ...noSettings, provider: 'lm', model: 'small', speed: 2 };
    expect(over(noSettings, there)).toEqual(there);
    expect(over({ ...noSettings, provider: 'far' }, there)).toMatchObject({ provider: 'far', model: null, speed: 2 });
    expect(over({ ...noSettings, injectDateTime: false }, { ...noSettings, injectDateTime: true }).injectDateTime).toBe(false);
  });

  it('is offered with what does not exist any more', () => {
    expect(itemsOf([{ value: 'a', label: 'A' }, { value: 'a', label: 'A' }], 'gone')).toEqual([{ value: 'a', label: 'A' }, { value: 'gone', label: 'gone (does not exist)' }]);
    expect(providerItems(choices as never).map(({ label }) => label)).toEqual(['LM', 'Far (not now: privacy mode)']);
  });

  it('is cleaned of what cannot be', () => {
    expect([scopeOf(' A-b c '), scopeOf(''), scopeOf('x'.repeat(40))?.length]).toEqual(['a_b_c', null, 32]);
    expect([colorOf('#aBc'), colorOf(' #123456 '), colorOf(''), colorOf('red')]).toEqual(['#aabbcc', '#123456', null, undefined]);
    expect([amountOf('1,25', 0.5, 2), amountOf('x', 0.5, 2), amountOf('0', 1, 1000, true), amountOf('2.6', 1, 1000, true)]).toEqual([1.25, null, 1, 3]);
  });

  it('is not sent when nothing was typed', () => {
    const commit = vi.fn();
    const { result } = renderHook(() => useDraft('a', commit));
    act(() => result.current.keep());
    act(() => result.current.type('a'));
    act(() => result.current.keep());
    expect(commit).not.toHaveBeenCalled();
  });
});

describe('the toolsets', () => {
  it('show a mistake in their file with its line, by themselves', async () => {
    show(<ToolsetsDialog />);
    await screen.findByTestId('toolset');
    expect(screen.queryByTestId('toolsets-broken')).toBeNull();
    toolsets = { ...toolsets, problem: 'toolsets.json, line 2, column 17: Expected a list of tools.' };
    await waitFor(() => expect(screen.getByTestId('toolsets-broken').textContent).toContain('line 2, column 17'), { timeout: 5_000 });
    expect(screen.getByTestId('toolset')).toBeTruthy();
  });

  it('are listed, made and renamed with their tools', async () => {
    show(<ToolsetsDialog />);
    await userEvent.click(await screen.findByTestId('add-toolset'));
    await userEvent.type(screen.getByTestId('toolset-name'), 'home');
    await userEvent.click(screen.getByTestId('tools-all'));
    await userEvent.click(screen.getAllByTestId('toolset-tool')[0]!);
    await userEvent.click(screen.getByTestId('toolset-save'));
    await waitFor(() => expect(calls[0]).toEqual({ method: 'PUT', path: '/api/toolsets/home', body: { name: 'home', tools: ['set_timer'] } }));
    await waitFor(() => expect(screen.getAllByTestId('toolset')).toHaveLength(2));

    await userEvent.click(screen.getByLabelText('Edit office'));
    fireEvent.change(screen.getByTestId('toolset-name'), { target: { value: 'work' } });
    await userEvent.click(screen.getByTestId('toolset-save'));
    await waitFor(() => expect(calls[1]).toEqual({ method: 'PUT', path: '/api/toolsets/office', body: { name: 'work', tools: ['get_time'] } }));
  });

  it('come back after they were deleted', async () => {
    show(<ToolsetsDialog />);
    await userEvent.click(await screen.findByLabelText('Delete office'));
    expect(await screen.findByTestId('toolsets-empty')).toBeTruthy();
    await waitFor(() => expect(toasts.get()).toHaveLength(1));
    toasts.get()[0]!.action!.run();
    await screen.findByLabelText('Edit office');
    expect(calls[1]).toEqual({ method: 'PUT', path: '/api/toolsets/office', body: { name: 'office', tools: ['get_time'] } });
  });

  it('refuse names that are built in or taken', () => {
    expect(nameProblem('all', null, [])).toContain('built in');
    expect(nameProblem('office', null, ['office'])).toContain('already');
    expect(nameProblem('office', 'office', ['office'])).toBeNull();
    expect(nameProblem('default', null, [])).toBeNull();
  });

  it('say where their file is broken, and keep tools that are away', async () => {
    toolsets = { ...toolsets, toolsets: [{ name: 'old', tools: ['gone'] }], problem: 'line 3' };
    show(<ToolsetsDialog />);
    expect((await screen.findByTestId('toolsets-broken')).textContent).toContain('line 3');
    await userEvent.click(screen.getByLabelText('Edit old'));
    expect(screen.getByLabelText<HTMLInputElement>('gone (not there now)').checked).toBe(true);
  });

  it('open from the panel', async () => {
    await panel();
    await userEvent.click(screen.getByTestId('edit-toolsets'));
    expect(toolsetsOpen.get()).toBe(true);
    act(() => toolsetsOpen.set(false));
  });
});
