import { useEffect } from 'react';
import { navigate } from '../shared/router';
import { openSearch } from '../search/searchState';
import { askComposerFocus, helpOpen, toggleSidebar } from '../state/ui';

/** True while the focus is where letters are typed. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** Dialogs and menus have keys of their own. */
export function isOverlayOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"]') !== null;
}

/** The page's own keys; they are listed in the help dialog. */
export function useShortcuts(narrow: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const command = event.ctrlKey || event.metaKey;
      if (command && event.shiftKey && event.code === 'KeyO') {
        event.preventDefault();
        navigate({ page: 'new' });
        askComposerFocus();
      } else if (command && !event.shiftKey && !event.altKey && event.code === 'KeyB') {
        event.preventDefault();
        toggleSidebar(narrow);
      } else if (command && !event.shiftKey && !event.altKey && event.code === 'KeyK' && document.querySelector('[role="dialog"] [data-testid$="-close"]') === null) {
        event.preventDefault();
        openSearch(narrow);
      } else if (!command && !event.altKey && !isTyping(event.target) && !isOverlayOpen()) {
        if (event.key === '?') {
          event.preventDefault();
          helpOpen.set(true);
        } else if (event.key === '/') {
          event.preventDefault();
          askComposerFocus();
        }
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [narrow]);
}
