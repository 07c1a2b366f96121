import { useState } from 'react';
import type { ChatSettings, ChatSummary, CommandReply, CreateChatRequest, PersonaView } from '../generated/protocol';
import { hub } from '../hub';
import { lastChatRoute, navigate } from '../shared/router';
import { useSelect } from '../shared/store';
import { uuid7 } from '../shared/uuid';
import { chats, home } from '../state/app';
import { noSettings } from '../state/chatSettings';
import { changeSettings, offerUndo } from '../state/commands';
import { showToast } from '../state/toasts';
import { askComposerFocus } from '../state/ui';
import { showProblem } from '../state/undo';
import { applyPersona } from './apply';

/** Sets a chat as a persona has it, and offers the way back. */
export async function applyPersonaTo(chatId: string, own: ChatSettings, persona: PersonaView): Promise<boolean> {
  const done = await changeSettings(chatId, applyPersona(own, persona), `apply the persona ${persona.name}`);
  if (done) offerUndo(chatId, `The chat is set as ${persona.name} has it`);
  return done;
}

/** The chat that was open last, to which a persona can be applied from another page; undefined for none. */
export function useLastChat(): ChatSummary | undefined {
  const route = lastChatRoute();
  return useSelect(home, (known) => (route.page === 'chat' ? known?.chats.find((chat) => chat.id === route.chatId) : undefined));
}

/** Opens a chat and sets it as a persona has it. */
export async function applyPersonaIn(chatId: string, persona: PersonaView, patience = 10_000): Promise<boolean> {
  navigate({ page: 'chat', chatId });
  const own = await settingsOf(chatId, patience);
  if (own !== null) return applyPersonaTo(chatId, own, persona);
  showToast({ kind: 'error', title: `${persona.name} was not applied.`, detail: 'The chat did not open in time. Try again when it is there.' });
  return false;
}

/** What a chat is set to, as soon as it is open; null when it does not open in time. */
function settingsOf(chatId: string, patience: number): Promise<ChatSettings | null> {
  const now = () => {
    const { chat } = chats.state.get();
    return chat?.id === chatId && !chat.deleted ? chat.settings : null;
  };
  return new Promise((resolve) => {
    const known = now();
    if (known !== null) return resolve(known);
    const end = (settings: ChatSettings | null) => {
      clearTimeout(timer);
      stop();
      resolve(settings);
    };
    const timer = setTimeout(() => end(null), patience);
    const stop = chats.state.subscribe(() => {
      const settings = now();
      if (settings !== null) end(settings);
    });
    return undefined;
  });
}

/** Opens a new chat that is set as a persona has it. */
export async function beginWith(persona: PersonaView): Promise<boolean> {
  const chatId = uuid7();
  try {
    const reply = await hub.invoke<CommandReply>('Create', { commandId: uuid7(), chatId, title: null } satisfies CreateChatRequest);
    if (!reply.accepted) throw new Error(reply.error?.title ?? '');
  } catch (error) {
    showProblem('The chat could not be made.', error);
    return false;
  }

  if (!(await changeSettings(chatId, applyPersona(noSettings, persona), `apply the persona ${persona.name}`))) return false;
  navigate({ page: 'chat', chatId });
  askComposerFocus();
  return true;
}

/** What a card of a persona does. */
export function usePersona(persona: PersonaView) {
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<boolean>) => {
    setBusy(true);
    try {
      return await work();
    } finally {
      setBusy(false);
    }
  };
  return {
    busy,
    applyIn: (chatId: string) => run(() => applyPersonaIn(chatId, persona)),
    begin: () => run(() => beginWith(persona)),
  };
}
