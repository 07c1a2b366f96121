import type { ChatSummary, HomeView, Update } from '../generated/protocol';

/** The most recently used chat first; equal times keep the order of their ids, so that the list never jumps. */
function byUse(a: ChatSummary, b: ChatSummary): number {
  return Date.parse(b.updatedAt) - Date.parse(a.updatedAt) || (a.id < b.id ? 1 : -1);
}

/** Puts a chat to its place in a list that is in order: most often the first, so that ten thousand others are not looked at. */
function insert(chats: readonly ChatSummary[], chat: ChatSummary): ChatSummary[] {
  const others = chats.filter((c) => c.id !== chat.id);
  const at = others.findIndex((c) => byUse(chat, c) < 0);
  others.splice(at < 0 ? others.length : at, 0, chat);
  return others;
}

/** Applies one update of the home's stream. Before the snapshot nothing counts. */
export function reduceHome(home: HomeView | null, update: Update): HomeView | null {
  if (update.type === 'home') return { ...update.home, chats: [...update.home.chats].sort(byUse) };
  if (!home) return home;
  switch (update.type) {
    case 'chatListed':
      return { ...home, chats: insert(home.chats, update.chat) };
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
