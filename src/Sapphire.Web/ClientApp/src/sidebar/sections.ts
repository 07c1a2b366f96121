import type { ChatSummary } from '../generated/protocol';
import { dayGroup } from '../shared/time';

interface Section {
  name: string;
  members: ChatSummary[];
}

/** The list in the order in which it is shown. A chat of the archive is there alone, pinned or not. */
export function sections(chats: readonly ChatSummary[], now: Date): { groups: Section[]; archived: ChatSummary[] } {
  const pinned = chats.filter((chat) => chat.pinned && !chat.archived);
  const groups = new Map<string, ChatSummary[]>(pinned.length > 0 ? [['Pinned', pinned]] : []);
  for (const chat of chats) {
    if (chat.pinned || chat.archived) continue;
    const name = dayGroup(chat.updatedAt, now);
    const members = groups.get(name);
    if (members) members.push(chat);
    else groups.set(name, [chat]);
  }
  return { groups: [...groups].map(([name, members]) => ({ name, members })), archived: chats.filter((chat) => chat.archived) };
}
