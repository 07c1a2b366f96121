import type { HomeView } from '../generated/protocol';
import { hub } from '../hub';
import { createStore } from '../shared/store';
import { ChatStore } from './chatStore';
import { reduceHome } from './homeReducer';
import { Outbox } from './outbox';
import { room, startVoice } from '../voice';
import { SpokenReplies } from '../voice/spokenReplies';
import { speechSettings } from '../speech/settings';
import { toasts } from './toasts';

/** What the page knows while somebody is logged in. */
export const outbox = new Outbox(hub, () => room.id);
export const chats = new ChatStore(hub, outbox);
export const home = createStore<HomeView | null>(null);

const spokenReplies = new SpokenReplies({
  when: () => speechSettings.get()?.speak.when,
  readAloud: (chatId, messageId) => void room.readAloud(chatId, messageId),
});

/** Connects, and keeps the home equal to the server's. Returns what ends it. */
export function startApp(): () => void {
  const stopFlushing = hub.onConnected(() => outbox.flush());
  const subscription = hub.subscribe(null, {
    next: (update) => {
      const failed = home.get()?.storage;
      home.set((current) => reduceHome(current, update));
      // What could not be stored waits in the outbox.
      if (failed && !home.get()?.storage) outbox.flush();
    },
  });
  const stopVoice = startVoice();
  const stopSpeaking = [
    outbox.onSent((sent) => {
      spokenReplies.sent(sent);
      spokenReplies.look(chats.state.get().chat);
    }),
    chats.state.subscribe(() => spokenReplies.look(chats.state.get().chat)),
  ];
  hub.start();
  return () => {
    for (const stop of stopSpeaking) stop();
    stopVoice();
    stopFlushing();
    subscription.close();
    hub.stop();
    chats.reset();
    home.set(null);
    toasts.set([]);
  };
}
