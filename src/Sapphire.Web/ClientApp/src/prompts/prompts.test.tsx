import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonaView, PieceView, PromptsView, PromptView, SpicesView } from '../generated/protocol';
import { applyPersona, idFor, traits } from '../personas/apply';
import { avatarProblem } from '../personas/avatars';
import { inkOn } from '../personas/Portrait';
import { SpicesTab } from '../spices/SpicesTab';
import { forgetUnsaved } from '../shared/unsaved';
import { noSettings } from '../state/chatSettings';
import { toasts } from '../state/toasts';
import { show } from '../test/render';
import { changeNow, promptShelf, spiceShelf } from './library';
import { summary } from './LibraryMenu';
import { bodyOf, choices, draftOf, freeName, keyOf, noPieces } from './pieces';
import { PiecesTab } from './PiecesTab';
import { PromptsTab } from './PromptsTab';

// jsdom has none; a text field that grows asks for them.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });

const prompt = (name: string, more: Partial<PromptView> = {}): PromptView => ({
  name, kind: 'monolith', content: `Text of ${name}.`, components: null, privacyRequired: false, characters: 12, tokens: 3, factory: 'none', version: `v-${name}`, problem: null, ...more,
});
const piece = (kind: string, key: string, more: Partial<PieceView> = {}): PieceView => ({ kind, key, text: `Text of ${key}.`, tokens: 3, factory: 'same', usedBy: [], ...more });

let view: PromptsView;
let spices: SpicesView;
let calls: { method: string; path: string; body: unknown }[];
let answers: Record<string, () => Response>;

beforeEach(() => {
  view = { prompts: [prompt('one'), prompt('two', { kind: 'assembled', content: null, components: { ...noPieces, persona: 'me', extras: ['a'] } })], pieces: [piece('persona', 'me', { usedBy: ['two'] }), piece('extras', 'a'), piece('extras', 'b')], problems: [], defaultPrompt: 'one', variables: ['user_name'] };
  spices = { categories: [{ name: 'mood', spices: ['One.', 'Two.'], enabled: true, factory: 'same' }], total: 2, problems: [] };
  calls = [];
  answers = {};
  promptShelf.set({ view: null, problem: null });
  spiceShelf.set({ view: null, problem: null });
  toasts.set([]);
  forgetUnsaved();
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const method = init.method ?? 'GET';
    calls.push({ method, path, body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined });
    const answer = answers[`${method} ${path}`];
    if (answer) return Promise.resolve(answer());
    if (path === '/api/prompts/preview') return Promise.resolve(Response.json({ text: 'You are a test.', characters: 15, tokens: 4, spice: null, problem: null }));
    return Promise.resolve(Response.json(path.startsWith('/api/spices') ? spices : view));
  });
});

const sent = (method: string) => calls.filter((call) => call.method === method && call.path !== '/api/prompts/preview');

describe('prompts', () => {
  it('are edited with a preview and its tokens, saved with their version, and the saving is undone', async () => {
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    expect((await screen.findByTestId('prompt-tokens')).dataset.tokens).toBe('4');
    const text = screen.getByTestId('prompt-content');
    fireEvent.change(text, { target: { value: 'New.' } });
    view = { ...view, prompts: [prompt('one', { content: 'New.', version: 'v2' }), view.prompts[1]!] };
    await userEvent.click(screen.getByTestId('prompt-save'));
    await waitFor(() => expect(sent('PUT')).toHaveLength(1));
    expect(sent('PUT')[0]).toMatchObject({ path: '/api/prompts/one', body: { kind: 'monolith', content: 'New.', version: 'v-one' } });
    await waitFor(() => expect(toasts.get()).toHaveLength(1));
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(sent('PUT')).toHaveLength(2));
    expect(sent('PUT')[1]!.body).toMatchObject({ content: 'Text of one.', version: null });
  });

  it('show a change from elsewhere at once, and ask where something is being edited', async () => {
    show(<PromptsTab />);
    await userEvent.click(await screen.findByText('one'));
    promptShelf.set({ view: { ...view, prompts: [prompt('one', { content: 'Theirs.', version: 'v2' })] }, problem: null });
    await waitFor(() => expect(screen.getByTestId<HTMLTextAreaElement>('prompt-content').value).toBe('Theirs.'));
    fireEvent.change(screen.getByTestId('prompt-content'), { target: { value: 'Mine.' } });
    promptShelf.set({ view: { ...view, prompts: [prompt('one', { content: 'Theirs again.', version: 'v3' })] }, problem: null });
    await userEvent.click(within(await screen.findByTestId('prompt-changed')).getByText('Keep mine'));
    expect(screen.queryByTestId('prompt-changed')).toBeNull();
    expect(screen.getByTestId<HTMLTextAreaElement>('prompt-content').value).toBe('Mine.');
  });

  it('say where a file is broken, and why nothing could be loaded', async () => {
    view = { ...view, problems: [{ file: 'prompt_pieces.json', line: 3, column: 7, message: 'Expected a text.' }] };
    show(<PromptsTab />);
    expect((await screen.findByTestId('library-broken')).textContent).toContain('prompt_pieces.json, line 3, column 7: Expected a text.');
    answers['GET /api/prompts'] = () => Response.json({ title: 'No.', detail: 'Because.' }, { status: 503 });
    window.dispatchEvent(new Event('focus'));
    expect((await screen.findByTestId('library-error')).textContent).toContain('No. Because.');
    expect(screen.getByText('two')).toBeTruthy();
  });

  it('make a draft and a body of each kind', () => {
    expect(bodyOf(draftOf(view.prompts[1]!), 'v')).toMatchObject({ kind: 'assembled', content: null, components: { persona: 'me', extras: ['a'] }, version: 'v' });
    expect(bodyOf(draftOf(view.prompts[0]!), null)).toMatchObject({ kind: 'monolith', content: 'Text of one.', components: null });
    expect(choices(view.pieces, 'extras', ['a', 'gone'])).toEqual([{ value: 'a', label: 'a' }, { value: 'b', label: 'b' }, { value: 'gone', label: 'gone (does not exist)' }]);
    expect(freeName('a', ['a', 'a 2'])).toBe('a 3');
  });
});

describe('pieces', () => {
  it('are changed at once, and are back as they were when the server refuses', async () => {
    answers['PUT /api/prompts/components/persona/me'] = () => Response.json({ title: 'No.', detail: '' }, { status: 409 });
    show(<PiecesTab />);
    fireEvent.change(await screen.findByTestId('piece-text'), { target: { value: 'New.' } });
    await userEvent.click(screen.getByTestId('piece-save'));
    await waitFor(() => expect(toasts.get().map((toast) => toast.title)).toEqual(['No.']));
    expect(promptShelf.get().view!.pieces[0]!.text).toBe('Text of me.');
    // What was typed is not lost.
    expect(screen.getByTestId<HTMLTextAreaElement>('piece-text').value).toBe('New.');
  });

  it('get the key that a name becomes', async () => {
    expect(keyOf('  Night Owl!  ')).toBe('night_owl');
    expect(keyOf('éé')).toBe('');
    show(<PiecesTab />);
    await userEvent.type(await screen.findByTestId('add-piece-key'), 'Night Owl');
    await userEvent.click(screen.getByText('Add as night_owl'));
    await waitFor(() => expect(sent('PUT')[0]?.path).toBe('/api/prompts/components/persona/night_owl?new=true'));
  });

  it('name the prompts that lose one when it is deleted, and come back by undo', async () => {
    show(<PiecesTab />);
    await userEvent.click(await screen.findByTestId('piece-delete'));
    await waitFor(() => expect(toasts.get()[0]?.detail).toContain('missing now from: two'));
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(sent('PUT')[0]).toMatchObject({ path: '/api/prompts/components/persona/me', body: { value: 'Text of me.' } }));
  });
});

describe('spices', () => {
  it('are changed by their place and what they were', async () => {
    show(<SpicesTab />);
    const [first] = await screen.findAllByTestId('spice-text');
    fireEvent.change(first!, { target: { value: 'Better.' } });
    fireEvent.blur(first!);
    await waitFor(() => expect(sent('PUT')[0]).toMatchObject({ path: '/api/spices/mood/0', body: { text: 'Better.', was: 'One.' } }));
  });

  it('are switched without a word about their texts, and deleted with the way back', async () => {
    show(<SpicesTab />);
    await userEvent.click(await screen.findByTestId('category-enabled'));
    await waitFor(() => expect(sent('PUT')[0]).toMatchObject({ path: '/api/spices/mood', body: { spices: null, enabled: false } }));
    await userEvent.click((await screen.findAllByTestId('spice-delete'))[1]!);
    await waitFor(() => expect(sent('DELETE')[0]?.path).toBe('/api/spices/mood/1?was=Two.'));
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(sent('PUT')).toHaveLength(2));
  });
});

describe('the library', () => {
  it('takes back only what was shown here when a change is refused', async () => {
    promptShelf.set({ view, problem: null });
    let refuse = (_: unknown) => {};
    const work = changeNow(promptShelf, (shown) => ({ ...shown, defaultPrompt: 'x' }), () => new Promise<PromptsView>((_, reject) => (refuse = reject)));
    const newer = { ...view, defaultPrompt: 'newer' };
    promptShelf.set({ view: newer, problem: null });
    refuse(new Error('no'));
    expect(await work).toBe(false);
    expect(promptShelf.get().view).toBe(newer);
  });

  it('sums an import up', () => expect(summary({ added: ['a'], replaced: [], kept: ['b', 'c'], same: 4 })).toBe('1 added, 0 replaced, 2 left out, 4 were there already.'));
});

describe('personas', () => {
  const persona: PersonaView = { id: 'owl', name: 'Owl', description: '', aiName: null, settings: { ...noSettings, prompt: 'two', speed: 1.2, spiceEnabled: true }, factory: 'none', problem: null, version: 'v-owl' };

  it('set all that they bundle, and leave the context of the chat', () => {
    const own = { ...noSettings, voice: 'slt', model: 'm', customContext: 'Tea.', injectDateTime: false };
    expect(applyPersona(own, persona)).toEqual({ ...noSettings, persona: 'owl', prompt: 'two', speed: 1.2, spiceEnabled: true, customContext: 'Tea.', injectDateTime: false });
    expect(traits(persona)).toEqual(['prompt: two', 'speed 1.2', 'spices']);
  });

  it('get an id of their own', () => {
    expect(idFor('Night Öwl', [])).toBe('night-owl');
    expect(idFor('Owl', ['owl', 'owl-2'])).toBe('owl-3');
    expect(idFor('!!', [])).toBe('persona');
  });

  it('write in black or white, whichever is read better', () => {
    expect(inkOn('#ffe08a')).toBe('#000000');
    expect(inkOn('#2f3f6f')).toBe('#ffffff');
  });

  it('refuse what is no picture or too large', () => {
    expect(avatarProblem({ name: 'a.txt', type: 'text/plain', size: 1 })).toContain('PNG');
    expect(avatarProblem({ name: 'a.png', type: 'image/png', size: 5 * 1024 * 1024 })).toContain('4 MiB');
    expect(avatarProblem({ name: 'a.png', type: 'image/png', size: 1 })).toBeNull();
  });
});
