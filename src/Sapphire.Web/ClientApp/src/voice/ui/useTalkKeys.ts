import { useEffect } from 'react';
import { isOverlayOpen } from '../../shell/useShortcuts';
import { hold } from './hold';

/** What has its own use for the Space bar. */
const taken = 'input, textarea, select, button, a[href], summary, audio, video, [contenteditable="true"], [role="button"], [role="slider"], [role="switch"]';

/** Holding Space talks, while no text field and no button has the focus. */
export function useTalkKeys(chatId: string | null): void {
  useEffect(() => {
    const onDown = (event: KeyboardEvent) => {
      if (event.code !== 'Space' || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest(taken)) return;
      if (isOverlayOpen()) return;
      // It would scroll the page.
      event.preventDefault();
      if (!event.repeat) hold(chatId, (end) => end.type === 'keyup' && (end as KeyboardEvent).code === 'Space');
    };
    addEventListener('keydown', onDown);
    return () => removeEventListener('keydown', onDown);
  }, [chatId]);
}
