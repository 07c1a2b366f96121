import { beforeEach, describe, expect, it, vi } from 'vitest';
import { getPersonas, getPrompts } from '../api/prompts';
import { applyPersonaTo, beginWith } from '../personas/use';
import { currentRoute, navigate } from '../shared/router';
import { chats } from '../state/app';
import { promptTarget } from '../state/ui';
import { offerLibrary } from './homeSources';
import type { PaletteItem } from './items';
import { askSources } from './sources';

vi.mock('../api/prompts', () => ({ getPrompts: vi.fn(), getPersonas: vi.fn() }));
vi.mock('../personas/use', () => ({ applyPersonaTo: vi.fn(), beginWith: vi.fn() }));

const chatId = '01900000-0000-7000-8000-000000000001';
const persona = { id: 'ada', name: 'Ada', description: 'knows numbers' };

async function ask(): Promise<PaletteItem[]> {
  const end = offerLibrary();
  const all: PaletteItem[] = [];
  askSources(new AbortController().signal, (items) => all.push(...items));
  await vi.waitFor(() => expect(all).toHaveLength(2));
  end();
  return all;
}

beforeEach(() => {
  vi.mocked(getPrompts).mockResolvedValue({ prompts: [{ name: 'Pirate', kind: 'monolith', tokens: 12 }] } as never);
  vi.mocked(getPersonas).mockResolvedValue({ personas: [persona] } as never);
  navigate({ page: 'new' });
});

describe('the library in the palette', () => {
  it('opens a prompt on its page', async () => {
    const item = (await ask()).find((one) => one.id === 'prompt/Pirate')!;
    expect([item.group, item.detail]).toEqual(['Prompts', '12 tokens']);
    await item.run();
    expect(currentRoute()).toEqual({ page: 'prompts' });
    expect(promptTarget.get()).toBe('Pirate');
  });

  it('begins a chat with a persona, or puts it on the open one', async () => {
    await (await ask()).find((one) => one.id === 'persona/ada')!.run();
    expect(beginWith).toHaveBeenCalledWith(persona);
    navigate({ page: 'chat', chatId });
    const settings = { prompt: null };
    chats.state.set((state) => ({ ...state, chatId, chat: { settings } as never }));
    const item = (await ask()).find((one) => one.id === 'persona/ada')!;
    expect(item.detail).toBe('Use in this chat');
    await item.run();
    expect(applyPersonaTo).toHaveBeenCalledWith(chatId, settings, persona);
  });
});
