import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatPromptView, PersonaView } from '../generated/protocol';
import { avatars } from '../personas/avatars';
import { promptShelf } from '../prompts/library';
import { chats } from '../state/app';
import { noSettings } from '../state/chatSettings';
import { toasts } from '../state/toasts';
import { show } from '../test/render';
import { AvatarField } from './AvatarField';
import { difference } from './difference';
import { EditedPrompt } from './EditedPrompt';

const chatId = '01900000-0000-7000-8000-000000000001';
const path = `/api/prompts/chats/${chatId}`;
const steps = ['Set goals to "win"', 'Write extras "owl"'];

let applied: number;
let calls: string[];
let kept: unknown;
let stored: string | null;

const view = (): ChatPromptView => ({
  prompt: 'cook',
  text: ['You are a cook.', ...(applied > 0 ? ['Goals: Win.'] : ['Goals: Please.']), ...(applied > 1 ? ['Be an owl.'] : [])].join('\n'),
  original: 'You are a cook.\nGoals: Please.',
  tokens: 10,
  edits: steps.map((label, i) => ({ label, at: '2026-01-01T00:00:00Z', applied: i < applied })),
  undo: steps[applied - 1] ?? null,
  redo: steps[applied] ?? null,
});

beforeEach(() => {
  applied = 2;
  calls = [];
  kept = null;
  stored = null;
  toasts.set([]);
  promptShelf.set({ view: null, problem: null });
  avatars.set({ user: null, assistant: 'it' });
  chats.state.set({ chatId, chat: null, error: null });
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const method = init.method ?? 'GET';
    if (method !== 'GET') calls.push(`${method} ${url}`);
    const count = Number(new URLSearchParams(url.split('?')[1]).get('steps') ?? 1);
    if (url.startsWith('/api/avatars')) return Promise.resolve(stored === null ? Response.json({ title: 'That is no picture.', detail: '' }, { status: 415 }) : Response.json({ id: stored, mediaType: 'image/png', width: 1, height: 1 }));
    if (url.startsWith(`${path}/keep`)) {
      kept = JSON.parse(init.body as string);
      return Promise.resolve(Response.json({ prompts: [], pieces: [], problems: [], defaultPrompt: 'sapphire', variables: [] }));
    }
    if (url.startsWith(`${path}/undo`)) applied -= count;
    if (url.startsWith(`${path}/redo`)) applied += count;
    if (method === 'DELETE') applied = 0;
    return Promise.resolve(Response.json(view()));
  });
});

const open = async () => {
  show(<EditedPrompt chatId={chatId} prompt="cook" />);
  return screen.findByTestId('edited-prompt');
};

describe('the difference of two texts', () => {
  it('keeps what both have, in order', () => {
    expect(difference('a\nb\nc', 'a\nx\nc\nd')).toEqual([
      { kind: 'same', text: 'a' }, { kind: 'removed', text: 'b' }, { kind: 'added', text: 'x' }, { kind: 'same', text: 'c' }, { kind: 'added', text: 'd' },
    ]);
    expect(difference('', 'a')).toEqual([{ kind: 'added', text: 'a' }]);
    expect(difference('a', 'a')).toEqual([{ kind: 'same', text: 'a' }]);
  });

  it('gives back both texts, whatever they are', () => {
    let seed = 7;
    const next = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
    for (let run = 0; run < 200; run++) {
      const text = () => Array.from({ length: 1 + next(7) }, () => 'abc'[next(3)]).join('\n');
      const [before, after] = [text(), text()];
      const lines = difference(before, after);
      expect(lines.filter(({ kind }) => kind !== 'added').map((line) => line.text).join('\n')).toBe(before);
      expect(lines.filter(({ kind }) => kind !== 'removed').map((line) => line.text).join('\n')).toBe(after);
    }
  });

  it('does not count long texts line by line', () => {
    const long = 'a\n'.repeat(1000);
    expect(difference(long, long).every(({ kind }) => kind === 'same')).toBe(true);
    expect(difference(long, 'b').filter(({ kind }) => kind === 'added')).toHaveLength(1);
  });
});

describe('a prompt that the assistant edited', () => {
  it('is not there while it edited nothing', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ ...view(), edits: [] })));
    const { container } = show(<EditedPrompt chatId={chatId} prompt={null} />);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(container.querySelector('[data-testid=edited-prompt]')).toBeNull();
  });

  it('shows its steps and the difference', async () => {
    expect((await open()).dataset.applied).toBe('2');
    expect(screen.getAllByTestId('edited-step').map((step) => step.textContent)).toEqual(steps);
    await userEvent.click(screen.getByTestId('edited-difference-toggle'));
    const lines = [...screen.getByTestId('edited-difference').children].map((line) => [(line as HTMLElement).dataset.kind, line.textContent]);
    expect(lines).toEqual([['same', 'You are a cook.'], ['removed', 'removed: Goals: Please.'], ['added', 'added: Goals: Win.'], ['added', 'added: Be an owl.']]);
  });

  it('is undone and done again step by step', async () => {
    const section = await open();
    await userEvent.click(screen.getByTestId('edited-undo'));
    await waitFor(() => expect(section.dataset.applied).toBe('1'));
    expect(screen.getAllByTestId('edited-step')[1]!.textContent).toContain('(undone)');
    await userEvent.click(screen.getByTestId('edited-redo'));
    await waitFor(() => expect(section.dataset.applied).toBe('2'));
    expect(calls).toEqual([`POST ${path}/undo?prompt=cook`, `POST ${path}/redo?prompt=cook`]);
  });

  it('goes back to the library in one go, with a way back', async () => {
    const section = await open();
    await userEvent.click(screen.getByTestId('edited-reset'));
    await waitFor(() => expect(section.dataset.applied).toBe('0'));
    expect(screen.queryByTestId('edited-keep')).toBeNull();
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(section.dataset.applied).toBe('2'));
    expect(calls[1]).toBe(`POST ${path}/redo?prompt=cook&steps=2`);
  });

  it('is kept under another name', async () => {
    await open();
    await userEvent.click(screen.getByTestId('edited-keep'));
    await userEvent.clear(screen.getByTestId('edited-name'));
    await userEvent.type(screen.getByTestId('edited-name'), 'owl cook{Enter}');
    await waitFor(() => expect(kept).toEqual({ name: 'owl cook' }));
    await waitFor(() => expect(screen.queryByTestId('edited-name')).toBeNull());
    expect(toasts.get()[0]!.title).toBe('Kept as the prompt owl cook');
  });
});

describe('the picture of a chat', () => {
  const owl = { id: 'owl', name: 'Owl', settings: { ...noSettings, avatar: 'feather' } } as unknown as PersonaView;
  const field = (value: string | null, onChange = vi.fn()) => {
    show(<AvatarField value={value} inherited={null} personas={[owl]} name="Owl" onChange={onChange} />);
    return onChange;
  };

  it('is the assistant’s until another one is chosen', async () => {
    const onChange = field(null);
    expect(screen.getAllByTestId('portrait')[0]!.dataset.avatar).toBe('it');
    expect(screen.getAllByTestId('chat-avatar-known').map((one) => one.getAttribute('aria-label'))).toEqual(['The picture of the assistant', 'The picture of Owl']);
    await userEvent.click(screen.getByRole('button', { name: 'The picture of Owl' }));
    expect(onChange).toHaveBeenCalledWith('feather');
  });

  it('is given back to the home', async () => {
    const onChange = field('feather');
    expect(screen.getByRole('button', { name: 'The picture of Owl' }).getAttribute('aria-pressed')).toBe('true');
    await userEvent.click(screen.getByTestId('reset-avatar'));
    expect(onChange).toHaveBeenCalledWith(null);
  });

  it('is a file, and a file that is none is named', async () => {
    const onChange = field(null);
    const input = document.querySelector<HTMLInputElement>('input[type=file]')!;
    await userEvent.upload(input, new File(['x'], 'broken.png', { type: 'image/png' }));
    await waitFor(() => expect(toasts.get()[0]?.title).toBe('That is no picture.'));
    stored = 'new';
    await userEvent.upload(input, new File(['y'], 'new.png', { type: 'image/png' }));
    await waitFor(() => expect(onChange).toHaveBeenCalledWith('new'));
  });
});
