import { useEffect, useRef } from 'react';
import { createStore, useSelect } from '../shared/store';

/** What somebody asked for on another page, such as "prompts.new": the page on which it is done takes it when it is there. */
const asked = createStore<string | null>(null);

/** A chat is to be renamed in its line of the list. */
export const renameIntent = (chatId: string) => `rename/${chatId}`;

export function askFor(intent: string): void {
  asked.set(null);
  asked.set(intent);
}

/** Does what was asked for, once. */
export function useIntent(intent: string, run: () => void): void {
  const mine = useSelect(asked, (now) => now === intent);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (!mine) return;
    asked.set(null);
    latest.current();
  }, [mine]);
}

/** Forgets what nobody took: for tests. */
export function forgetIntent(): void {
  asked.set(null);
}
