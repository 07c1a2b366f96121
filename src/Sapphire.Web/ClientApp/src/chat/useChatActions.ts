import { useEffect } from 'react';
import { type Action, registerActions } from '../state/actions';
import { chats } from '../state/app';
import { redo, removeMessages, undo } from '../state/commands';
import { showToast } from '../state/toasts';
import { listActions, replyActions } from './listActions';

/** What can be done with the chat on screen, from the palette and by key. Fields undo what was typed: there the keys are theirs. */
export function chatActions(chatId: string): Action[] {
  const open = () => {
    const { chat } = chats.state.get();
    return chat?.id === chatId ? chat : null;
  };
  const chat = open();
  if (!chat || chat.deleted) return [];

  function back(): void {
    const label = open()?.undoLabel ?? null;
    if (label === null) showToast({ title: 'There is nothing to undo in this chat.' });
    else void undo(chatId, label);
  }

  function forth(): void {
    const label = open()?.redoLabel ?? null;
    if (label === null) showToast({ title: 'There is nothing to do again in this chat.' });
    else void redo(chatId, label);
  }

  return [
    { id: 'chat.undo', group: 'Chat', title: chat.undoLabel ? `Undo: ${chat.undoLabel}` : 'Undo the last change of this chat', shortcut: 'Mod+Z', keys: 'outside-fields', keywords: 'revert back', run: back },
    { id: 'chat.redo', group: 'Chat', title: chat.redoLabel ? `Do again: ${chat.redoLabel}` : 'Do again what was undone in this chat', shortcut: 'Mod+Shift+Z', keys: 'outside-fields', keywords: 'redo repeat', run: forth },
    { id: 'chat.redo-y', group: 'Chat', title: 'Do again what was undone in this chat', shortcut: 'Mod+Y', keys: 'outside-fields', keyOnly: true, run: forth },
    ...(chat.messages.length > 0
      ? [{ id: 'chat.clear', group: 'Chat', title: 'Delete all messages of this chat', keywords: 'clear empty reset', run: () => void removeMessages(chatId, null, chat.messages.length) }]
      : []),
    ...replyActions(chat),
    ...listActions(chatId),
  ];
}

/** Offers them while the chat is on screen. */
export function useChatActions(chatId: string | null): void {
  useEffect(() => (chatId === null ? undefined : registerActions('chat-page', () => chatActions(chatId))), [chatId]);
}
