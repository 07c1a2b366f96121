import type { ChatView, MessageView, PartChanged, PartView, TextDelta, Update } from '../generated/protocol';

/** What applying an update gave. `resubscribe` means: it does not fit what is held, so ask for a snapshot. */
export interface Reduced {
  chat: ChatView | null;
  resubscribe: boolean;
}

const keep = (chat: ChatView | null): Reduced => ({ chat, resubscribe: false });
const ask = (chat: ChatView | null): Reduced => ({ chat, resubscribe: true });

/**
 * Applies one update of a chat's stream. A snapshot replaces everything; a message replaces the one of its id, or is
 * appended where it follows the last one (something was lost otherwise), and restarts the numbering of its deltas; a
 * delta counts only when it is the very next one of its epoch. An older delta of the same epoch was seen already and is
 * dropped. Messages that do not change keep their identity.
 */
export function reduceChat(chat: ChatView | null, update: Update): Reduced {
  switch (update.type) {
    case 'chat':
      return keep(reuse(chat, update.chat));
    case 'message':
      return chat && fits(chat, update.message) ? keep(upsert(chat, update.message)) : ask(chat);
    case 'delta':
      return next(chat, update, (message) => appendText(message.parts, update));
    case 'part':
      return next(chat, update, (message) => putPart(message.parts, update.index, update.part));
    default:
      return keep(chat);
  }
}

/**
 * Applies several. What stands before a snapshot is contained in it; behind an update that does not fit, nothing can.
 */
export function reduceAll(chat: ChatView | null, updates: readonly Update[]): Reduced {
  let current = chat;
  const snapshot = updates.findLastIndex((update) => update.type === 'chat');
  for (const update of updates.slice(Math.max(0, snapshot))) {
    const reduced = reduceChat(current, update);
    if (reduced.resubscribe) return reduced;
    current = reduced.chat;
  }
  return keep(current);
}

function next(chat: ChatView | null, update: TextDelta | PartChanged, change: (message: MessageView) => PartView[] | null): Reduced {
  const message = chat?.messages.find((m) => m.id === update.messageId);
  if (!chat || !message || message.turnId !== update.turnId || message.epoch !== update.epoch) return ask(chat);
  if (update.sequence <= message.sequence) return keep(chat);
  if (update.sequence !== message.sequence + 1) return ask(chat);
  const parts = change(message);
  return parts ? keep(upsert(chat, { ...message, parts, sequence: update.sequence })) : ask(chat);
}

function appendText(parts: readonly PartView[], delta: TextDelta): PartView[] | null {
  const part = parts[delta.part];
  if (part === undefined) return putPart(parts, delta.part, { type: delta.reasoning ? 'reasoning' : 'text', text: delta.text });
  if (part.type !== 'text' && part.type !== 'reasoning') return null;
  return putPart(parts, delta.part, { ...part, text: part.text + delta.text });
}

function putPart(parts: readonly PartView[], index: number, part: PartView): PartView[] | null {
  if (index < 0 || index > parts.length) return null;
  const copy = [...parts];
  copy[index] = part;
  return copy;
}

/** A new message fits at the end only: elsewhere it begins another branch, of which a snapshot must tell. */
function fits(chat: ChatView, { id, parentId }: MessageView): boolean {
  return parentId === (chat.messages.at(-1)?.id ?? null) || chat.messages.some((m) => m.id === id);
}

function upsert(chat: ChatView, message: MessageView): ChatView {
  const index = chat.messages.findIndex((m) => m.id === message.id);
  if (index < 0) return { ...chat, messages: [...chat.messages, message] };
  const messages = [...chat.messages];
  messages[index] = message;
  return { ...chat, messages };
}

/** After a reconnect nearly all of a snapshot is what is on screen: equal messages keep their identity, so nothing flickers. */
function reuse(old: ChatView | null, fresh: ChatView): ChatView {
  if (old?.id !== fresh.id) return fresh;
  const held = new Map(old.messages.map((m) => [m.id, m]));
  const messages = fresh.messages.map((message) => {
    const before = held.get(message.id);
    return before && JSON.stringify(before) === JSON.stringify(message) ? before : message;
  });
  return { ...fresh, messages };
}
