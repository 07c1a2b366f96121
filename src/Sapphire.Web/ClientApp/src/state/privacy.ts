import { getPrivacy, putPrivacy } from '../api/privacy';
import type { PrivacyView } from '../generated/protocol';
import { createStore } from '../shared/store';
import { registerActions } from './actions';
import { showToast } from './toasts';
import { optimistic } from './undo';

/** Privacy mode as the server has it; null before it is known. */
export const privacy = createStore<PrivacyView | null>(null);

// An answer to a question of before a change must not undo it on the screen.
let changes = 0;

/** Asks the server. A failure leaves what is known: it is asked again in a moment. */
export async function loadPrivacy(signal?: AbortSignal): Promise<void> {
  const before = changes;
  try {
    const view = await getPrivacy(signal);
    if (before === changes && !signal?.aborted) privacy.set((known) => (JSON.stringify(known) === JSON.stringify(view) ? known : view));
  } catch {
    // What is known stays, and is asked for again.
  }
}

/** Switches privacy mode, shown at once and taken back when the server refuses. */
export async function setPrivacy(on: boolean): Promise<void> {
  const before = privacy.get();
  changes++;
  const view = await optimistic(
    () => privacy.set(before && { ...before, on }),
    () => putPrivacy(on),
    () => privacy.set(before),
    on ? 'Privacy mode could not be switched on.' : 'Privacy mode stays on.',
  );
  changes++;
  if (view === undefined) return;
  privacy.set(view);
  showToast(on ? { title: 'Privacy mode is on.', detail: 'Nothing leaves your own network.' } : { title: 'Privacy mode is off.', detail: 'Services on other networks may be asked again.' });
}

/** Follows the switch: now, every few seconds while the page is in front, and when it comes there, since another page may have used it. */
export function followPrivacy(every = 5_000): () => void {
  const abort = new AbortController();
  const look = () => {
    if (document.visibilityState === 'visible') void loadPrivacy(abort.signal);
  };
  look();
  document.addEventListener('visibilitychange', look);
  const timer = setInterval(look, every);
  const remove = registerActions('privacy', () => {
    const view = privacy.get();
    if (view === null) return [];
    return [{ id: 'privacy.toggle', group: 'Models', title: view.on ? 'Switch privacy mode off' : 'Switch privacy mode on', keywords: 'private offline shield network', run: () => setPrivacy(!view.on) }];
  });
  return () => {
    abort.abort();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
    remove();
  };
}
