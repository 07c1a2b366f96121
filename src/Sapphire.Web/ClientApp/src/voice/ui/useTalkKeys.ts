import { useEffect } from 'react';
import { isOverlayOpen } from '../../shell/useShortcuts';
import { room } from '..';

/** What has its own use for the Space bar. */
const taken = 'input, textarea, select, button, a[href], summary, audio, video, [contenteditable="true"], [role="button"], [role="slider"], [role="switch"]';

/** Holding Space talks, while no text field and no button has the focus. */
export function useTalkKeys(chatId: string | null): void {
  useEffect(() => {
    let held = false;
    const letGo = () => {
      if (held) room.talk.release();
      held = false;
    };
    const onDown = (event: KeyboardEvent) => {
      if (event.code !== 'Space' || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest(taken)) return;
      if (isOverlayOpen()) return;
      // It would scroll the page.
      event.preventDefault();
      if (event.repeat || held) return;
      held = true;
      room.prepare();
      room.talk.press(chatId);
    };
    const onUp = (event: KeyboardEvent) => {
      if (event.code === 'Space') letGo();
    };
    addEventListener('keydown', onDown);
    addEventListener('keyup', onUp);
    // The key that goes up in another window is not heard here.
    addEventListener('blur', letGo);
    return () => {
      letGo();
      removeEventListener('keydown', onDown);
      removeEventListener('keyup', onUp);
      removeEventListener('blur', letGo);
    };
  }, [chatId]);
}
