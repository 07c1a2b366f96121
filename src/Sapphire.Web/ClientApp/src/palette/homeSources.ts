import { getPersonas, getPrompts } from '../api/prompts';
import { applyPersonaTo, beginWith } from '../personas/use';
import { currentRoute, navigate } from '../shared/router';
import { chats } from '../state/app';
import { promptTarget } from '../state/ui';
import type { PaletteItem } from './items';
import { registerPaletteSource } from './sources';

/** Offers prompts and personas to the palette. Returns what takes them away. */
export function offerLibrary(): () => void {
  const ends = [registerPaletteSource('prompts', promptItems), registerPaletteSource('personas', personaItems)];
  return () => {
    for (const end of ends) end();
  };
}

async function promptItems(signal: AbortSignal): Promise<PaletteItem[]> {
  const { prompts } = await getPrompts(signal);
  return prompts.map((prompt) => ({
    id: `prompt/${prompt.name}`,
    group: 'Prompts',
    title: prompt.name,
    detail: `${prompt.tokens} tokens`,
    keywords: `prompt ${prompt.kind}`,
    run: () => {
      promptTarget.set(prompt.name);
      navigate({ page: 'prompts' });
    },
  }));
}

/** A persona is put on the open chat; where none is open, it begins one. */
async function personaItems(signal: AbortSignal): Promise<PaletteItem[]> {
  const { personas } = await getPersonas(signal);
  const route = currentRoute();
  const { chatId, chat } = chats.state.get();
  const own = route.page === 'chat' && chatId === route.chatId && chat !== null ? chat.settings : null;
  return personas.map((persona) => ({
    id: `persona/${persona.id}`,
    group: 'Personas',
    title: persona.name,
    detail: own === null ? 'Begin a chat' : 'Use in this chat',
    keywords: `persona ${persona.description}`,
    run: async () => {
      if (own === null || chatId === null) await beginWith(persona);
      else await applyPersonaTo(chatId, own, persona);
    },
  }));
}
