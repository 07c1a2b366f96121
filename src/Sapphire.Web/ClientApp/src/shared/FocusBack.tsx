import { useEffect, useLayoutEffect, useState } from 'react';

/** Where the focus was before a dialog: on what has it, or for an entry of a menu on the button of that menu. */
function opener(): HTMLElement | null {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return null;
  const menu = focused.closest('[role="menu"]');
  if (menu === null) return focused;
  return [...document.querySelectorAll<HTMLElement>('[aria-controls]')].find((button) => button.getAttribute('aria-controls') === menu.id) ?? null;
}

/** Stands beside a dialog that is open: when it goes, the focus goes back to where it came from, unless something took it. */
export function FocusBack() {
  // Before the dialog beside it takes the focus.
  useLayoutEffect(() => {
    const from = opener();
    return () => {
      // The dialog is still there in this moment.
      requestAnimationFrame(() => {
        const now = document.activeElement;
        if ((now === null || now === document.body) && from?.isConnected) from.focus();
      });
    };
  }, []);
  return null;
}

/** For a question that opens in place and takes the focus: when it goes, the focus goes back to what asked it, unless something took it. */
export function useFocusBack(): void {
  // Before the question is there, and has the focus.
  const [from] = useState(opener);
  useEffect(() => () => {
    requestAnimationFrame(() => {
      const now = document.activeElement;
      if ((now === null || now === document.body) && from?.isConnected) from.focus();
    });
  }, [from]);
}
