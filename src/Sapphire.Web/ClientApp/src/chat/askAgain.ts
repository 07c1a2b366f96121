import { chats, outbox } from '../state/app';
import type { MessageView } from '../generated/protocol';
import { messageText } from './messageText';

/** Says again, at the end of the chat, what this reply was to answer. */
export function askAgain(chatId: string, reply: MessageView): void {
  const asked = chats.state.get().chat?.messages.find((m) => m.id === reply.parentId);
  if (asked) outbox.add(chatId, messageText(asked), false);
}
