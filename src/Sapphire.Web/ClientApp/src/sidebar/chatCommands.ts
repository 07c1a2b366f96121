import { describe } from '../api/http';
import { duplicateChat, importChats } from '../api/chats';
import type { ChatSummary, ImportedChats } from '../generated/protocol';
import { navigate } from '../shared/router';
import { createStore } from '../shared/store';
import { archiveChat, offerUndo, pinChat } from '../state/commands';
import { showToast } from '../state/toasts';
import { drawerOpen } from '../state/ui';
import { showProblem } from '../state/undo';
import { moves } from './moving';

/** The file that is imported now, for the list to tell; null while none is. */
export const importing = createStore<{ name: string; at: number; of: number } | null>(null);

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
  const failed: [name: string, why: string][] = [];
  try {
    await importEach(files, made, failed);
  } finally {
    importing.set(null);
  }

  if (failed.length === 1) showToast({ kind: 'error', title: `${failed[0]![0]} was not imported.`, detail: failed[0]![1], duration: 30_000 });
  // More than three toasts would push each other away.
  if (failed.length > 1) showToast({ kind: 'error', title: `${failed.length} files were not imported.`, detail: failed.map(([name, why]) => `${name}: ${why}`).join(' '), duration: 60_000 });

  const [first] = made;
  if (first === undefined) return;
  const messages = made.reduce((sum, chat) => sum + chat.messages, 0);
  showToast({
    title: made.length === 1 ? `Imported: ${first.title ?? 'a chat'}` : `${made.length} chats imported`,
    detail: messages === 1 ? '1 message' : `${messages} messages`,
  });
  openFirst({ chats: made });
}

async function importEach(files: readonly File[], made: ImportedChats['chats'][number][], failed: [name: string, why: string][]): Promise<void> {
  for (const [index, file] of files.entries()) {
    importing.set({ name: file.name, at: index + 1, of: files.length });
    try {
      if (file.size > mostBytes) throw new Error(`It has ${Math.ceil(file.size / 1024 / 1024)} MiB; at most 28 MiB are taken. Import its chats in several files.`);
      const { chats } = await importChats(new Blob([file], { type: 'application/json' }));
      made.push(...chats);
    } catch (error) {
      const { title, detail } = error instanceof Error && error.constructor === Error ? { title: '', detail: error.message } : describe(error);
      failed.push([file.name, `${title} ${detail}`.trim()]);
    }
  }
}

function openFirst({ chats: [first] }: ImportedChats): void {
  if (first === undefined) return;
  navigate({ page: 'chat', chatId: first.id });
  drawerOpen.set(false);
}
