import type { HomeView } from '../generated/protocol';
import { hub } from '../hub';
import { createStore } from '../shared/store';
import { ChatStore } from './chatStore';
import { reduceHome } from './homeReducer';
import { Outbox } from './outbox';
import { toasts } from './toasts';

/** What the page knows while somebody is logged in. */
export const outbox = new Outbox(hub);
export const chats = new ChatStore(hub, outbox);
export const home = createStore<HomeView | null>(null);

/** Connects, and keeps the home equal to the server's. Returns what ends it. */
export function startApp(): () => void {
  const stopFlushing = hub.onConnected(() => outbox.flush());
  const subscription = hub.subscribe(null, { next: (update) => home.set((current) => reduceHome(current, update)) });
  hub.start();
  return () => {
    stopFlushing();
    subscription.close();
    hub.stop();
    chats.reset();
    home.set(null);
    toasts.set([]);
  };
}
