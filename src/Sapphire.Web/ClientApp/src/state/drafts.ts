import { isString, readStored, writeStored } from '../shared/storage';

/** Drafts are kept per chat; the chat that does not exist yet has one too. */
const key = (chatId: string | null) => `sapphire.draft.${chatId ?? 'new'}`;

export function readDraft(chatId: string | null): string {
  return readStored(key(chatId), isString) ?? '';
}

export function writeDraft(chatId: string | null, text: string): void {
  writeStored(key(chatId), text === '' ? null : text);
}
