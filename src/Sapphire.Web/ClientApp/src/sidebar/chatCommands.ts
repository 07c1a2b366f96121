import { describe } from '../api/http';
import { duplicateChat, importChats } from '../api/chats';
import type { ChatSummary, ImportedChats } from '../generated/protocol';
import { navigate } from '../shared/router';
import { archiveChat, offerUndo, pinChat } from '../state/commands';
import { showToast } from '../state/toasts';
import { drawerOpen } from '../state/ui';
import { showProblem } from '../state/undo';
import { moves } from './moving';

/** The longest file that the server takes, in bytes. */
const mostBytes = 28 * 1024 * 1024;

/** Pins a chat to the top of the list, or takes it from there. */
export async function pin({ id, pinned }: ChatSummary): Promise<void> {
  moves(id);
  await pinChat(id, !pinned);
}

/** Puts a chat into the archive, with the way back, or takes it out. */
export async function archive({ id, archived, title }: ChatSummary): Promise<void> {
  moves(id);
  if ((await archiveChat(id, !archived)) && !archived) offerUndo(id, `In the archive: ${title}`);
}

/** Opens a copy of a chat. */
export async function duplicate({ id }: ChatSummary): Promise<void> {
  try {
    openFirst(await duplicateChat(id));
  } catch (error) {
    showProblem('The chat could not be duplicated.', error);
  }
}

/** Makes new chats of files of exports, and opens the first. What is wrong with a file is said with its name. */
export async function importFiles(files: readonly File[]): Promise<void> {
  const made: ImportedChats['chats'][number][] = [];
  for (const file of files) {
    try {
      if (file.size > mostBytes) throw new Error(`It has ${Math.ceil(file.size / 1024 / 1024)} MiB; at most 28 MiB are taken. Import its chats in several files.`);
      const { chats } = await importChats(new Blob([file], { type: 'application/json' }));
      made.push(...chats);
    } catch (error) {
      const { title, detail } = error instanceof Error && error.constructor === Error ? { title: '', detail: error.message } : describe(error);
      showToast({ kind: 'error', title: `${file.name} was not imported.`, detail: `${title} ${detail}`.trim(), duration: 30_000 });
    }
  }

  const [first] = made;
  if (first === undefined) return;
  const messages = made.reduce((sum, chat) => sum + chat.messages, 0);
  showToast({
    title: made.length === 1 ? `Imported: ${first.title ?? 'a chat'}` : `${made.length} chats imported`,
    detail: messages === 1 ? '1 message' : `${messages} messages`,
  });
  openFirst({ chats: made });
}

function openFirst({ chats: [first] }: ImportedChats): void {
  if (first === undefined) return;
  navigate({ page: 'chat', chatId: first.id });
  drawerOpen.set(false);
}
