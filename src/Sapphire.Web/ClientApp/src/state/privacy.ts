import { getPrivacy, putPrivacy } from '../api/privacy';
import type { PrivacyView } from '../generated/protocol';
import { createStore } from '../shared/store';
import { registerActions } from './actions';
import { showToast } from './toasts';
import { optimistic } from './undo';

/** Privacy mode as the server has it; null before it is known. */
export const privacy = createStore<PrivacyView | null>(null);

/** The open chat, where it is private whatever the switch says, and why. */
export const held = createStore<{ chatId: string; reason: string } | null>(null);

// An answer to a question of before a change must not undo it on the screen.
let changes = 0;

/** Asks the server, also about the open chat. A failure leaves what is known: it is asked again in a moment. */
export async function loadPrivacy(chatId: string | null, signal?: AbortSignal): Promise<void> {
  const before = changes;
  try {
    const view = await getPrivacy(chatId, signal);
    if (before !== changes || signal?.aborted) return;
    privacy.set((known) => (JSON.stringify(known) === JSON.stringify(view) ? known : view));
    if (chatId !== null) held.set(view.heldBy === null ? null : { chatId, reason: view.heldBy });
  } catch {
    // What is known stays, and is asked for again.
  }
}

/** Switches privacy mode, shown at once and taken back when the server refuses. */
export async function setPrivacy(on: boolean, chatId: string | null = null): Promise<void> {
  const before = privacy.get();
  changes++;
  const view = await optimistic(
    () => privacy.set(before && { ...before, on }),
    () => putPrivacy(on, chatId),
    () => privacy.set(before),
    on ? 'Privacy mode could not be switched on.' : 'Privacy mode stays on.',
  );
  changes++;
  if (view === undefined) return;
  privacy.set(view);
  showToast(on ? { title: 'Privacy mode is on.', detail: 'Nothing leaves your own network.' } : { title: 'Privacy mode is off.', detail: 'Services on other networks may be asked again.' });
}

/** Follows the switch and the open chat: now, every few seconds while the page is in front, and when it comes there, since another page may have used it. */
export function followPrivacy(chatId: string | null, every = 5_000): () => void {
  const abort = new AbortController();
  const look = () => {
    if (document.visibilityState === 'visible') void loadPrivacy(chatId, abort.signal);
  };
  look();
  document.addEventListener('visibilitychange', look);
  // Whether the chat is private changes with its prompt only: it is not read every few seconds.
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void loadPrivacy(null, abort.signal);
  }, every);
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
