import { moveAttachments } from '../composer/attachments';
import type { CommandReply, CreateChatRequest } from '../generated/protocol';
import { hub } from '../hub';
import { navigate } from '../shared/router';
import { uuid7 } from '../shared/uuid';
import { readDraft, writeDraft } from '../state/drafts';
import { showProblem } from '../state/undo';

/** Makes an empty chat, so that it can be set before anything is said, and opens it with what was typed so far. */
export async function makeChat(): Promise<boolean> {
  const chatId = uuid7();
  try {
    const reply = await hub.invoke<CommandReply>('Create', { commandId: uuid7(), chatId, title: null } satisfies CreateChatRequest);
    if (!reply.accepted) throw new Error(reply.error?.title ?? '');
  } catch (error) {
    showProblem('The chat could not be made.', error);
    return false;
  }

  writeDraft(chatId, readDraft(null));
  writeDraft(null, '');
  moveAttachments(null, chatId);
  navigate({ page: 'chat', chatId });
  return true;
}
