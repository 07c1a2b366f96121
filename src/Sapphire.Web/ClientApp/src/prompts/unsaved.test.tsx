import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonasView, PersonaView, PieceView, PromptsView, PromptView, SpicesView } from '../generated/protocol';
import { hub } from '../hub';
import { PersonaCard } from '../personas/PersonaCard';
import { PersonaForm } from '../personas/PersonaForm';
import { applyPersonaIn } from '../personas/use';
import { navigate } from '../shared/router';
import { forgetUnsaved, setUnsaved } from '../shared/unsaved';
import { SpicesTab } from '../spices/SpicesTab';
import { chats, home } from '../state/app';
import { noSettings } from '../state/chatSettings';
import { allActions } from '../state/actions';
import { forgetIntent } from '../state/intents';
import { toasts } from '../state/toasts';
import { show } from '../test/render';
import { LibraryMenu } from './LibraryMenu';
import { personaShelf, promptShelf, spiceShelf } from './library';
import { noPieces } from './pieces';
import { PiecesTab } from './PiecesTab';
import { PromptsTab } from './PromptsTab';

Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });

const prompt = (name: string, more: Partial<PromptView> = {}): PromptView => ({
  name, kind: 'monolith', content: `Text of ${name}.`, components: null, privacyRequired: false, characters: 12, tokens: 3, factory: 'none', version: `v-${name}`, problem: null, ...more,
});
const piece = (kind: string, key: string, more: Partial<PieceView> = {}): PieceView => ({ kind, key, text: `Text of ${key}.`, tokens: 3, factory: 'same', usedBy: [], ...more });
const persona: PersonaView = { id: 'owl', name: 'Owl', description: '', aiName: null, settings: { ...noSettings, prompt: 'two' }, factory: 'none', problem: null, version: 'v-owl' };

let view: PromptsView;
let spices: SpicesView;
let personas: PersonasView;
let calls: { method: string; path: string; body: unknown }[];
let answers: Record<string, () => Response | Promise<Response>>;

beforeEach(() => {
  view = { prompts: [prompt('one'), prompt('two', { kind: 'assembled', content: null, components: noPieces })], pieces: [piece('persona', 'me')], problems: [], defaultPrompt: 'one', variables: [] };
  spices = { categories: [{ name: 'mood', spices: ['One.', 'Two.'], enabled: true, factory: 'same' }], total: 2, problems: [] };
  personas = { personas: [persona], problems: [] };
  calls = [];
  answers = {};
  promptShelf.set({ view: null, problem: null });
  spiceShelf.set({ view: null, problem: null });
  personaShelf.set({ view: personas, problem: null });
  toasts.set([]);
  forgetUnsaved();
  forgetIntent();
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const method = init.method ?? 'GET';
    calls.push({ method, path, body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined });
    const answer = answers[`${method} ${path}`];
    if (answer) return Promise.resolve(answer());
    if (path === '/api/prompts/preview') return Promise.resolve(Response.json({ text: 'You are a test.', characters: 15, tokens: 4, spice: null, problem: null }));
    if (path.startsWith('/api/toolsets')) return Promise.resolve(Response.json({ toolsets: [{ name: 'My tools', tools: [] }], tools: [], problem: null }));
    return Promise.resolve(Response.json(path.startsWith('/api/spices') ? spices : path.startsWith('/api/personas') ? personas : view));
  });
});

const sent = (method: string) => calls.filter((call) => call.method === method && call.path !== '/api/prompts/preview');
const content = () => screen.getByTestId<HTMLTextAreaElement>('prompt-content');
const type = (value: string) => fireEvent.change(content(), { target: { value } });
const lastToast = () => toasts.get().at(-1)!;
const refused = () => Response.json({ title: 'It was changed meanwhile.', detail: '' }, { status: 409 });

describe('edits of a prompt that are not saved', () => {
  it('are there again after another prompt, another page and a reload', async () => {
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    type('Half a thought');
    await userEvent.click(screen.getByText('two'));
    await userEvent.click(screen.getByText('one'));
    expect(content().value).toBe('Half a thought');
    expect(screen.getByTestId('prompt-unsaved')).toBeTruthy();
    cleanup();
    expect(localStorage.getItem('sapphire.unsaved.prompt/one')).toContain('Half a thought');
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    expect(content().value).toBe('Half a thought');
    // Discarding them is undone.
    await userEvent.click(screen.getByTestId('prompt-revert'));
    expect(content().value).toBe('Text of one.');
    expect(screen.queryByTestId('prompt-unsaved')).toBeNull();
    act(() => lastToast().action!.run());
    await waitFor(() => expect(content().value).toBe('Half a thought'));
  });

  it('stay beside what somebody else has saved, and neither is lost', async () => {
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    type('Mine.');
    answers['PUT /api/prompts/one'] = refused;
    view = { ...view, prompts: [prompt('one', { content: 'Theirs.', version: 'v2' })] };
    await userEvent.click(screen.getByTestId('prompt-save'));
    // The refusal alone brings their version to the page.
    await userEvent.click(within(await screen.findByTestId('prompt-changed')).getByTestId('show-theirs'));
    expect(content().value).toBe('Theirs.');
    act(() => lastToast().action!.run());
    await waitFor(() => expect(content().value).toBe('Mine.'));
    await userEvent.click(screen.getByTestId('keep-mine'));
    delete answers['PUT /api/prompts/one'];
    await userEvent.click(screen.getByTestId('prompt-save'));
    await waitFor(() => expect(sent('PUT').at(-1)!.body).toMatchObject({ content: 'Mine.', version: 'v2' }));
  });

  it('hold what was typed while the text before it was on its way', async () => {
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    type('First.');
    let answer = (_: Response) => {};
    answers['PUT /api/prompts/one'] = () => new Promise((resolve) => (answer = resolve));
    await userEvent.click(screen.getByTestId('prompt-save'));
    type('First. Second.');
    answer(Response.json({ ...view, prompts: [prompt('one', { content: 'First.', version: 'v2' })] }));
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('prompt-save').disabled).toBe(false));
    expect(content().value).toBe('First. Second.');
    expect(screen.queryByTestId('prompt-changed')).toBeNull();
  });

  it('go with the prompt when it is renamed, which is asked once and undone', async () => {
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    type('Mine.');
    await userEvent.click(screen.getByTestId('prompt-menu'));
    await userEvent.click(await screen.findByTestId('prompt-rename'));
    view = { ...view, prompts: [prompt('uno', { content: 'Text of one.' })] };
    const field = screen.getByTestId('prompt-rename-input');
    fireEvent.change(field, { target: { value: 'uno' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    fireEvent.blur(field);
    await waitFor(() => expect(screen.getByTestId('prompt-editor').dataset['prompt']).toBe('uno'));
    expect(content().value).toBe('Mine.');
    expect(sent('POST')).toHaveLength(1);
    lastToast().action!.run();
    await waitFor(() => expect(sent('POST')[1]).toMatchObject({ path: '/api/prompts/uno/rename', body: { name: 'one' } }));
  });

  it('are saved from the palette, as the prompt is renamed, copied, exported and deleted there', async () => {
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    const ids = () => allActions().map(({ id }) => id);
    expect(ids()).toEqual(['prompt.rename', 'prompt.duplicate', 'prompt.export', 'prompt.delete']);
    type('Mine.');
    await act(async () => void allActions().find(({ id }) => id === 'prompt.save')!.run());
    await waitFor(() => expect(sent('PUT')[0]!.body).toMatchObject({ content: 'Mine.' }));
  });

  it('of a prompt that was deleted elsewhere become a prompt again', async () => {
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    type('Mine.');
    act(() => promptShelf.set({ view: { ...view, prompts: [view.prompts[1]!] }, problem: null }));
    await userEvent.click(within(await screen.findByTestId('lost-edits')).getByTestId('lost-make'));
    await waitFor(() => expect(sent('PUT')[0]).toMatchObject({ path: '/api/prompts/one?new=true', body: { content: 'Mine.' } }));
  });
});

describe('edits of a piece that are not saved', () => {
  it('are kept, counted in tokens, and never put over what somebody else has saved', async () => {
    show(<PiecesTab />);
    expect((await screen.findByTestId('piece-tokens')).textContent).toBe('about 3 tokens');
    fireEvent.change(screen.getByTestId('piece-text'), { target: { value: 'Mine.' } });
    await waitFor(() => expect(screen.getByTestId('piece-tokens').dataset['tokens']).toBe('4'));
    cleanup();
    show(<PiecesTab />);
    expect((await screen.findByTestId<HTMLTextAreaElement>('piece-text')).value).toBe('Mine.');
    answers['PUT /api/prompts/components/persona/me'] = refused;
    view = { ...view, pieces: [piece('persona', 'me', { text: 'Theirs.' })] };
    await userEvent.click(screen.getByTestId('piece-save'));
    expect(sent('PUT')[0]!.body).toEqual({ value: 'Mine.', was: 'Text of me.' });
    await userEvent.click(within(await screen.findByTestId('piece-changed')).getByTestId('keep-mine'));
    delete answers['PUT /api/prompts/components/persona/me'];
    await userEvent.click(screen.getByTestId('piece-save'));
    await waitFor(() => expect(sent('PUT')[1]!.body).toEqual({ value: 'Mine.', was: 'Theirs.' }));
  });
});

describe('spices', () => {
  it('that are deleted come back among what was added since', async () => {
    show(<SpicesTab />);
    spices = { ...spices, categories: [{ ...spices.categories[0]!, spices: ['Two.'] }] };
    await userEvent.click((await screen.findAllByTestId('spice-delete'))[0]!);
    await waitFor(() => expect(toasts.get()).toHaveLength(1));
    act(() => spiceShelf.set({ view: { ...spices, categories: [{ ...spices.categories[0]!, spices: ['Two.', 'New.'] }] }, problem: null }));
    lastToast().action!.run();
    await waitFor(() => expect(sent('PUT')[0]).toMatchObject({ path: '/api/spices/mood', body: { spices: ['One.', 'Two.', 'New.'] } }));
  });

  it('that are refused stay in their field, and one that is added is sent once', async () => {
    show(<SpicesTab />);
    answers['PUT /api/spices/mood/0'] = refused;
    const [first] = await screen.findAllByTestId<HTMLTextAreaElement>('spice-text');
    fireEvent.change(first!, { target: { value: 'Better.' } });
    fireEvent.blur(first!);
    await waitFor(() => expect(toasts.get()).toHaveLength(1));
    await waitFor(() => expect(screen.getAllByTestId<HTMLTextAreaElement>('spice-text')[0]!.value).toBe('Better.'));
    answers['POST /api/spices'] = () => new Promise(() => {});
    const field = screen.getByTestId('add-spice-text');
    fireEvent.change(field, { target: { value: 'Three.' } });
    fireEvent.submit(field.closest('form')!);
    fireEvent.submit(field.closest('form')!);
    expect(sent('POST')).toHaveLength(1);
  });
});

describe('an import into the library', () => {
  it('can be undone, and takes the same file again', async () => {
    show(<LibraryMenu />);
    answers['GET /api/prompts/export'] = () => Response.json({ mine: 1 });
    answers['POST /api/prompts/import?conflict=keep'] = () => Response.json({ added: ['x'], replaced: [], kept: [], same: 0 });
    const input = document.querySelector<HTMLInputElement>('input[type=file]')!;
    const file = new File(['{}'], 'set.json', { type: 'application/json' });
    // jsdom's files cannot be read so.
    file.text = () => Promise.resolve('{}');
    await userEvent.upload(input, file);
    await userEvent.click(await screen.findByTestId('import-yes'));
    await screen.findByTestId('import-result');
    expect(input.value).toBe('');
    lastToast().action!.run();
    await waitFor(() => expect(sent('POST').at(-1)).toMatchObject({ path: '/api/prompts/restore', body: { mine: 1 } }));
  });
});

// A form of so many fields takes its time.
describe('a persona', { timeout: 30_000 }, () => {
  const form = (opened: PersonaView | null = persona, onClose = vi.fn()) => {
    show(<PersonaForm persona={opened} taken={['owl']} onClose={onClose} />);
    return onClose;
  };
  const name = () => screen.getByTestId<HTMLInputElement>('persona-name');

  it('keeps what was typed when its form is closed, until it is cancelled', async () => {
    const onClose = form();
    fireEvent.change(name(), { target: { value: 'Night owl' } });
    fireEvent.keyDown(name(), { key: 'Escape' });
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(lastToast().title).toBe('Your changes are kept.');
    cleanup();
    form();
    expect(name().value).toBe('Night owl');
    expect(screen.getByTestId('persona-kept')).toBeTruthy();
    await userEvent.click(screen.getByTestId('persona-cancel'));
    cleanup();
    form();
    expect(name().value).toBe('Owl');
  });

  it('is not put over what somebody else has saved', async () => {
    form();
    fireEvent.change(name(), { target: { value: 'Mine' } });
    answers['PUT /api/personas/owl'] = refused;
    personas = { ...personas, personas: [{ ...persona, name: 'Theirs', version: 'v2' }] };
    await userEvent.click(screen.getByTestId('persona-save'));
    await waitFor(() => expect(sent('PUT')[0]!.body).toMatchObject({ name: 'Mine', version: 'v-owl' }));
    await userEvent.click(within(await screen.findByTestId('persona-changed')).getByTestId('show-theirs'));
    expect(name().value).toBe('Theirs');
  });

  it('has toolsets of the home, and names with blanks in them', async () => {
    form();
    for (const typed of ['My ', 'My tools']) fireEvent.change(screen.getByTestId('persona-toolset'), { target: { value: typed } });
    for (const typed of ['big ', 'big model ']) {
      fireEvent.change(screen.getByTestId('persona-model'), { target: { value: typed } });
      expect(screen.getByTestId<HTMLInputElement>('persona-model').value).toBe(typed);
    }

    await userEvent.click(screen.getByTestId('persona-save'));
    await waitFor(() => expect(sent('PUT')[0]!.body).toMatchObject({ settings: { toolset: 'My tools', model: 'big model' } }));
  });

  it('is used in the chat that was open last, from its own page', async () => {
    const chatId = '01900000-0000-7000-8000-000000000001';
    act(() => navigate({ page: 'chat', chatId }));
    act(() => navigate({ page: 'personas' }));
    home.set({ chats: [{ id: chatId, title: 'Tea' }] } as never);
    show(<PersonaCard persona={persona} onEdit={() => {}} />);
    expect(screen.getByTestId('persona-apply').title).toBe('Tea');
    const invoke = vi.spyOn(hub, 'invoke').mockResolvedValue({ accepted: true, error: null });
    await userEvent.click(screen.getByTestId('persona-apply'));
    expect(invoke).not.toHaveBeenCalled();
    act(() => chats.state.set({ chatId, chat: { id: chatId, deleted: false, settings: { ...noSettings, customContext: 'Tea.' } } as never, error: null }));
    await waitFor(() => expect(invoke).toHaveBeenCalledWith('ChangeSettings', expect.objectContaining({ chatId, settings: { ...noSettings, prompt: 'two', persona: 'owl', customContext: 'Tea.' } })));
    act(() => chats.state.set({ chatId: null, chat: null, error: null }));
    expect(await applyPersonaIn(chatId, persona, 10)).toBe(false);
    expect(lastToast().detail).toContain('did not open in time');
    home.set(null);
  });
});

it('edits of another shape than this version keeps are left alone', async () => {
  setUnsaved('prompt/one', { text: 'old shape' });
  show(<PromptsTab />);
  await userEvent.click(await screen.findByText('one'));
  expect(content().value).toBe('Text of one.');
});
