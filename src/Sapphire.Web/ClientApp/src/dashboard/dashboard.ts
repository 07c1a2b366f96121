import { describe, type Problem, request } from '../api/http';
import { getModels } from '../api/models';
import { getSpeech } from '../api/speech';
import { getActors } from '../cluster/cluster';
import type { ActorView, DashboardAnswer, ModelsView, SpeechView } from '../generated/protocol';
import { createStore, type Store } from '../shared/store';

/** Something that is read again and again: what was read last, and why the last try failed. */
export interface Read<T> {
  value: T | null;
  problem: Problem | null;
}

function reading<T>(): Store<Read<T>> {
  return createStore<Read<T>>({ value: null, problem: null });
}

/** What the page knows while it is open. */
export const dashboard = reading<DashboardAnswer>();
export const providers = reading<ModelsView>();
export const speech = reading<SpeechView>();
export const actors = reading<ActorView>();

const getDashboard = (signal?: AbortSignal) => request<DashboardAnswer>('GET', '/api/dashboard', undefined, signal ? { signal } : {});

/** Begins to make a view anew; the dashboard tells how far it is. */
export const rebuildView = (name: string) => request<unknown>('POST', `/api/dashboard/views/${encodeURIComponent(name)}/rebuild`, {});

const mostActors = 100;

const parts: readonly { every: number; read: (signal: AbortSignal) => Promise<void> }[] = [
  { every: 4_000, read: (signal) => keep(dashboard, getDashboard(signal), signal) },
  { every: 10_000, read: (signal) => keep(providers, getModels(signal), signal) },
  { every: 30_000, read: (signal) => keep(speech, getSpeech(signal), signal) },
  { every: 3_000, read: (signal) => keep(actors, getActors({ node: null, path: '/user', skip: 0, take: mostActors, search: null }), signal) },
];

async function keep<T>(store: Store<Read<T>>, read: Promise<T>, signal: AbortSignal): Promise<void> {
  try {
    const value = await read;
    if (!signal.aborted) store.set({ value, problem: null });
  } catch (error) {
    // What was read before is still the best that is known.
    if (!signal.aborted) store.set((last) => ({ value: last.value, problem: describe(error) }));
  }
}

/** Reads everything now. */
export async function lookAgain(signal = new AbortController().signal): Promise<void> {
  await Promise.all(parts.map((part) => part.read(signal)));
}

/** Reads everything now, and again while somebody looks. Returns what ends it. */
export function watchDashboard(): () => void {
  const abort = new AbortController();
  const due = parts.map(() => 0);
  const tick = () => {
    if (document.visibilityState === 'hidden') return;
    const now = Date.now();
    parts.forEach((part, i) => {
      if (now < due[i]!) return;
      due[i] = now + part.every;
      void part.read(abort.signal);
    });
  };
  tick();
  const timer = setInterval(tick, 1_000);
  return () => {
    abort.abort();
    clearInterval(timer);
    for (const store of [dashboard, providers, speech, actors]) (store as Store<Read<unknown>>).set({ value: null, problem: null });
  };
}
