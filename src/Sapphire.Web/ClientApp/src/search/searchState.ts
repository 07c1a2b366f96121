import { createStore } from '../shared/store';
import { drawerOpen, sidebarOpen } from '../state/ui';

/** What is typed in the search field. */
export const searchText = createStore('');

/** The search field takes the focus when this changes. */
export const focusSearch = createStore(0);

/** Shows the list of chats with the focus in its search field. */
export function openSearch(narrow: boolean): void {
  (narrow ? drawerOpen : sidebarOpen).set(true);
  focusSearch.set((n) => n + 1);
}

/** The message that a result leads to, until the chat has shown it. */
export interface Target {
  chatId: string;
  messageId: string;
}

export const searchTarget = createStore<Target | null>(null);
