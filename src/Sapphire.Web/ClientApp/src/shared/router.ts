import { createStore, useStore } from './store';

/** Where the page stands, told by the address. */
export type Route = { page: 'new' } | { page: 'chat'; chatId: string } | { page: 'cluster' };

const chatPath = /^\/c\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;

export function parseRoute(path: string): Route {
  if (/^\/cluster\/?$/.test(path)) return { page: 'cluster' };
  const match = chatPath.exec(path);
  return match ? { page: 'chat', chatId: match[1]!.toLowerCase() } : { page: 'new' };
}

export function pathOf(route: Route): string {
  if (route.page === 'cluster') return '/cluster';
  return route.page === 'chat' ? `/c/${route.chatId}` : '/';
}

const routes = createStore<Route>(parseRoute(location.pathname));

addEventListener('popstate', () => routes.set(parseRoute(location.pathname)));

export function currentRoute(): Route {
  return routes.get();
}

export function useRoute(): Route {
  return useStore(routes);
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
