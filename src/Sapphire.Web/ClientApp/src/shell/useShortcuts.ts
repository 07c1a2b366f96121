import { useEffect } from 'react';
import { matchesShortcut } from '../shared/keys';
import { type Action, allActions } from '../state/actions';

/** Fields into which nothing is typed: letters do nothing there. */
const clicked = /^(button|checkbox|color|file|image|radio|range|reset|submit)$/i;

/** True while the focus is where letters are typed. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !clicked.test(target.type);
  return target instanceof HTMLElement && (target.isContentEditable || /^(textarea|select)$/i.test(target.tagName));
}

/** Dialogs and menus have keys of their own. */
export function isOverlayOpen(): boolean {
  return document.querySelector('[role="dialog"], [role="menu"]') !== null;
}

/** The drawer of the chats is a part of the page, only put aside; other dialogs want an answer first. */
function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"]:not([data-navigation]), [role="menu"]') !== null;
}

function works(action: Action, typing: boolean): boolean {
  const withMod = action.shortcut!.includes('Mod+');
  const everywhere = action.keys === 'everywhere' || (action.keys === undefined && withMod);
  if (typing && !everywhere) return false;
  return withMod ? !isDialogOpen() : !isOverlayOpen();
}

/** Runs the action whose key is pressed. The sheet of shortcuts lists the same actions. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const typing = isTyping(event.target);
      const action = allActions().find((one) => one.shortcut !== undefined && matchesShortcut(event, one.shortcut) && works(one, typing));
      if (action === undefined) return;
      event.preventDefault();
      void action.run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
