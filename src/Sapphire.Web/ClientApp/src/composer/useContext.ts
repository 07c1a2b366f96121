import { useEffect, useState } from 'react';
import { getContext } from '../api/images';
import type { ChatView, ContextView } from '../generated/protocol';

const settle = 400;

/** What decides how full the context is: another leaf, another end of a reply, other settings. */
export function contextKey(chat: ChatView | null): string {
  if (!chat || chat.deleted || chat.messages.length === 0) return '';
  const last = chat.messages[chat.messages.length - 1]!;
  return [chat.id, chat.messages.length, last.id, last.status, last.completedAt ?? '', JSON.stringify(chat.settings ?? null)].join('|');
}

/** What a model would be sent of the chat; null while that is not known. Asked again when the chat has changed and is quiet. */
export function useChatContext(chat: ChatView | null): ContextView | null {
  const key = contextKey(chat);
  const chatId = key === '' ? null : (chat?.id ?? null);
  const [known, setKnown] = useState<{ chatId: string; view: ContextView } | null>(null);
  useEffect(() => {
    if (chatId === null) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      getContext(chatId, abort.signal).then(
        (view) => setKnown({ chatId, view }),
        // The gauge is an extra: without an answer it shows nothing, and asks again after the next message.
        () => !abort.signal.aborted && setKnown(null),
      );
    }, settle);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key, chatId]);
  return known !== null && known.chatId === chatId ? known.view : null;
}
