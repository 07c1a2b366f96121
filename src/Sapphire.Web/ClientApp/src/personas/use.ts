import { useState } from 'react';
import type { ChatSettings, CommandReply, CreateChatRequest, PersonaView } from '../generated/protocol';
import { hub } from '../hub';
import { navigate } from '../shared/router';
import { uuid7 } from '../shared/uuid';
import { noSettings } from '../state/chatSettings';
import { changeSettings, offerUndo } from '../state/commands';
import { askComposerFocus } from '../state/ui';
import { showProblem } from '../state/undo';
import { applyPersona } from './apply';

/** Sets a chat as a persona has it, and offers the way back. */
export async function applyPersonaTo(chatId: string, own: ChatSettings, persona: PersonaView): Promise<boolean> {
  const done = await changeSettings(chatId, applyPersona(own, persona), `apply the persona ${persona.name}`);
  if (done) offerUndo(chatId, `The chat is set as ${persona.name} has it`);
  return done;
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
    const done = await work();
    setBusy(false);
    return done;
  };
  return {
    busy,
    applyTo: (chatId: string, own: ChatSettings) => run(() => applyPersonaTo(chatId, own, persona)),
    begin: () => run(() => beginWith(persona)),
  };
}
