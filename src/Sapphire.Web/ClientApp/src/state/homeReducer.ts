import type { ChatSummary, HomeView, Update } from '../generated/protocol';

/** The most recently used chat first; equal times keep the order of their ids, so that the list never jumps. */
function byUse(a: ChatSummary, b: ChatSummary): number {
  return Date.parse(b.updatedAt) - Date.parse(a.updatedAt) || (a.id < b.id ? 1 : -1);
}

/** Applies one update of the home's stream. Before the snapshot nothing counts. */
export function reduceHome(home: HomeView | null, update: Update): HomeView | null {
  if (update.type === 'home') return { ...update.home, chats: [...update.home.chats].sort(byUse) };
  if (!home) return home;
  switch (update.type) {
    case 'chatListed':
      return { ...home, chats: [update.chat, ...home.chats.filter((c) => c.id !== update.chat.id)].sort(byUse) };
    case 'chatUnlisted':
      return { ...home, chats: home.chats.filter((c) => c.id !== update.chatId) };
    case 'timers':
      return { ...home, timers: update.timers };
    case 'notification':
      return {
        ...home,
        notifications: [...home.notifications.filter((n) => n.id !== update.notification.id), update.notification],
      };
    case 'notificationDismissed':
      return { ...home, notifications: home.notifications.filter((n) => n.id !== update.id) };
    case 'model':
      return { ...home, model: update.model };
    case 'storage':
      return { ...home, storage: update.storage };
    default:
      return home;
  }
}
