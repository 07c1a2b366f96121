import { createStore, useStore } from './store';

/** Where the page stands, told by the address. */
export type Route =
  | { page: 'new' }
  | { page: 'chat'; chatId: string }
  | { page: 'prompts' | 'personas' | 'models' | 'dashboard' | 'cluster' }
  | { page: 'settings'; category?: string };

const chatPath = /^\/c\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;
const simplePath = /^\/(prompts|personas|models|dashboard|cluster)\/?$/;
const settingsPath = /^\/settings(?:\/([a-z0-9-]{1,40}))?\/?$/;

/** The route of a path of this page; an unknown one is a new chat. */
export function parseRoute(path: string): Route {
  const chat = chatPath.exec(path);
  if (chat) return { page: 'chat', chatId: chat[1]!.toLowerCase() };
  const simple = simplePath.exec(path);
  if (simple) return { page: simple[1] as 'prompts' };
  const settings = settingsPath.exec(path);
  if (settings) return settings[1] === undefined ? { page: 'settings' } : { page: 'settings', category: settings[1] };
  return { page: 'new' };
}

export function pathOf(route: Route): string {
  switch (route.page) {
    case 'new':
      return '/';
    case 'chat':
      return `/c/${route.chatId}`;
    case 'settings':
      return route.category === undefined ? '/settings' : `/settings/${route.category}`;
    default:
      return `/${route.page}`;
  }
}

/** True where a chat, or the empty one, is shown. */
export function isChatRoute(route: Route): route is { page: 'new' } | { page: 'chat'; chatId: string } {
  return route.page === 'new' || route.page === 'chat';
}

const routes = createStore<Route>(parseRoute(location.pathname));

let moved = false;

/** True once somebody has gone from one page to another: then the new page may take the focus that went with the old one. */
export function hasMoved(): boolean {
  return moved;
}

let lastChat: Route = isChatRoute(routes.get()) ? routes.get() : { page: 'new' };

routes.subscribe(() => {
  moved = true;
  if (isChatRoute(routes.get())) lastChat = routes.get();
});

addEventListener('popstate', () => routes.set(parseRoute(location.pathname)));

export function currentRoute(): Route {
  return routes.get();
}

export function useRoute(): Route {
  return useStore(routes);
}

/** The chat that was shown last: where the way back from another page leads. */
export function lastChatRoute(): Route {
  return lastChat;
}

/** Goes to a route. `replace` leaves no entry in the history. */
export function navigate(route: Route, options: { replace?: boolean } = {}): void {
  const path = pathOf(route);
  if (path !== location.pathname || location.search !== '') {
    if (options.replace) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
  }
  routes.set(route);
}
