import { useEffect } from 'react';
import { isOverlayOpen } from '../shell/useShortcuts';
import { chats } from '../state/app';
import { redo, undo } from '../state/commands';
import { showToast } from '../state/toasts';

/** Fields undo what was typed; everywhere else the keys are for the chat. */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** What the keys ask for: Ctrl or ⌘ with Z, with Shift or Y for the way back. */
export function undoKey(event: KeyboardEvent): 'undo' | 'redo' | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return null;
  const key = event.key.toLowerCase();
  if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
  return key === 'y' && !event.shiftKey ? 'redo' : null;
}

/** Ctrl+Z and Ctrl+Shift+Z undo and do again what was done to the chat on screen. */
export function useUndoKeys(chatId: string | null): void {
  useEffect(() => {
    if (chatId === null) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const wish = event.defaultPrevented || isField(event.target) || isOverlayOpen() ? null : undoKey(event);
      const chat = chats.state.get().chat;
      if (wish === null || chat?.id !== chatId) return;
      event.preventDefault();
      const label = wish === 'undo' ? chat.undoLabel : chat.redoLabel;
      if (label === null) {
        showToast({ title: wish === 'undo' ? 'There is nothing to undo in this chat.' : 'There is nothing to do again in this chat.' });
        return;
      }
      void (wish === 'undo' ? undo(chatId) : redo(chatId));
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [chatId]);
}
