import { useEffect, useRef } from 'react';
import { createStore, useStore } from '../shared/store';

/** What somebody asked for on another page, such as "prompts.new": the page on which it is done takes it when it is there. */
const asked = createStore<string | null>(null);

export function askFor(intent: string): void {
  asked.set(null);
  asked.set(intent);
}

/** Does what was asked for, once. */
export function useIntent(intent: string, run: () => void): void {
  const now = useStore(asked);
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (now !== intent) return;
    asked.set(null);
    latest.current();
  }, [now, intent]);
}

/** Forgets what nobody took: for tests. */
export function forgetIntent(): void {
  asked.set(null);
}
