import type { SessionView } from '../generated/protocol';
import { createStore } from '../shared/store';
import { ApiError, configureHttp, request, setCsrfToken } from './http';

/** Where the visitor stands; `loading` until the server has said so, `unreachable` when it does not answer. */
export type Session =
  | { state: 'loading' }
  | { state: 'unreachable'; title: string; detail: string }
  | { state: 'setup'; setupAllowed: boolean; version: string }
  | { state: 'login'; version: string; expired: boolean }
  | { state: 'ready'; version: string };

export const session = createStore<Session>({ state: 'loading' });

function accept(view: SessionView, expired = false): Session {
  setCsrfToken(view.csrfToken);
  switch (view.state) {
    case 'setup':
      return { state: 'setup', setupAllowed: view.setupAllowed, version: view.version };
    case 'ready':
      return { state: 'ready', version: view.version };
    default:
      return { state: 'login', version: view.version, expired };
  }
}

/** The token of the one-time link that `sapphire run` prints, from the address. */
export function setupLink(): string | null {
  return new URLSearchParams(location.search).get('link');
}

async function fetchSession(): Promise<SessionView> {
  const link = setupLink();
  if (link !== null) {
    try {
      return await request<SessionView>('GET', `/api/session?link=${encodeURIComponent(link)}`);
    } catch (error) {
      // Too many wrong links: where the visitor stands can be asked without one.
      if (!(error instanceof ApiError) || error.status !== 429) throw error;
    }
  }
  return request<SessionView>('GET', '/api/session');
}

/** Asks the server where the visitor stands. */
export async function loadSession(): Promise<void> {
  try {
    session.set(accept(await fetchSession()));
  } catch (error) {
    const { title, detail } = error instanceof ApiError ? error : { title: 'Something went wrong.', detail: String(error) };
    session.set({ state: 'unreachable', title, detail });
  }
}

/**
 * Asks again while the page is in use: true when the login still holds. A login that has expired leads to the login
 * page; drafts and unsent messages stay in local storage. Throws when the server does not answer.
 */
export async function checkSession(): Promise<boolean> {
  const view = await fetchSession();
  // Several may ask at once: what the first has found out must not be unsaid by the others.
  const now = session.get();
  const next = accept(view, now.state === 'ready' || (now.state === 'login' && now.expired));
  if (next.state !== 'ready') session.set(next);
  return next.state === 'ready';
}

export async function setUp(password: string): Promise<void> {
  await request('POST', '/api/setup', { password, link: setupLink() }, { login: true });
  if (location.pathname === '/setup') history.replaceState(null, '', '/');
  await loadSession();
}

export async function logIn(password: string): Promise<void> {
  await request('POST', '/api/login', { password }, { login: true });
  if (location.pathname === '/login' || location.pathname === '/setup') history.replaceState(null, '', '/');
  await loadSession();
}

export async function logOut(): Promise<void> {
  await request('POST', '/api/logout');
  await loadSession();
}

configureHttp({
  unauthorized: () => {
    if (session.get().state === 'ready') session.set({ state: 'login', version: '', expired: true });
    // The login needs a token of its own.
    void checkSession().catch(() => {});
  },
  refreshToken: fetchToken,
});

async function fetchToken(): Promise<void> {
  setCsrfToken((await fetchSession()).csrfToken);
}
