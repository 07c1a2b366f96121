import { useEffect } from 'react';
import { describe, type Problem } from '../api/http';
import { getPersonas, getPrompts, getSpices } from '../api/prompts';
import type { PersonasView, PromptsView, SpicesView } from '../generated/protocol';
import { createStore, type Store, useStore } from '../shared/store';
import { showProblem } from '../state/undo';

/** What the server has, or why it is not known. */
export interface Shelf<T> {
  view: T | null;
  problem: Problem | null;
}

export const promptShelf = createStore<Shelf<PromptsView>>({ view: null, problem: null });
export const spiceShelf = createStore<Shelf<SpicesView>>({ view: null, problem: null });
export const personaShelf = createStore<Shelf<PersonasView>>({ view: null, problem: null });

// Of answers that cross on their way, the one to the newest question counts.
const asked = new Map<unknown, number>();

// While a change is on its way, an answer to a question of before it must not undo it on the screen.
const changing = new Map<unknown, number>();

/** Asks the server for a view; when it cannot be had, what was known stays, with the reason. */
export async function read<T>(store: Store<Shelf<T>>, ask: () => Promise<T>): Promise<void> {
  const turn = (asked.get(store) ?? 0) + 1;
  asked.set(store, turn);
  try {
    const view = await ask();
    // The same again is the same object: nothing is drawn or asked for its sake.
    if (asked.get(store) === turn && !changing.get(store)) store.set((shelf) => ({ view: JSON.stringify(shelf.view) === JSON.stringify(view) ? shelf.view : view, problem: null }));
  } catch (error) {
    if (asked.get(store) === turn) store.set((shelf) => ({ ...shelf, problem: describe(error) }));
  }
}

export const reloadPrompts = () => read(promptShelf, getPrompts);
export const reloadSpices = () => read(spiceShelf, getSpices);
export const reloadPersonas = () => read(personaShelf, getPersonas);

/** Everything anew, after an import or a reset. */
export const reloadLibrary = () => Promise.all([reloadPrompts(), reloadSpices(), reloadPersonas()]);

/** A change whose answer is the whole view. Gives false, with the server's words in a toast, when it was refused. */
export async function change<T>(store: Store<Shelf<T>>, work: () => Promise<T>, title = 'That could not be saved.'): Promise<boolean> {
  changing.set(store, (changing.get(store) ?? 0) + 1);
  try {
    const view = await work();
    asked.set(store, (asked.get(store) ?? 0) + 1);
    store.set({ view, problem: null });
    return true;
  } catch (error) {
    showProblem(title, error);
    return false;
  } finally {
    changing.set(store, changing.get(store)! - 1);
  }
}

/** Like `change`, shown at once; what was there is back when the server refuses. */
export async function changeNow<T>(store: Store<Shelf<T>>, apply: (view: T) => T, work: () => Promise<T>, title?: string): Promise<boolean> {
  const before = store.get().view;
  const shown = before === null ? null : apply(before);
  if (shown !== null) store.set({ view: shown, problem: null });
  const done = await change(store, work, title);
  // Only what was shown here is taken back, not what came since.
  if (!done) store.set((shelf) => (shelf.view === shown ? { ...shelf, view: before } : shelf));
  return done;
}

/** A view that is asked for now, and again when the person comes back to the page. */
export function useShelf<T>(store: Store<Shelf<T>>, reload: () => Promise<void>): Shelf<T> {
  useEffect(() => {
    const refresh = () => void reload();
    refresh();
    // Files and other windows may have changed it meanwhile.
    window.addEventListener('focus', refresh);
    return () => window.removeEventListener('focus', refresh);
  }, [reload]);
  return useStore(store);
}

/** Asks anew every two seconds while the page is seen: an editor's edit, or its mistake, shows by itself. */
export function useLive(reload: () => Promise<void>): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void reload();
    }, 2_000);
    return () => clearInterval(timer);
  }, [reload]);
}

export const usePromptShelf = () => useShelf(promptShelf, reloadPrompts);
export const useSpiceShelf = () => useShelf(spiceShelf, reloadSpices);
export const usePersonaShelf = () => useShelf(personaShelf, reloadPersonas);
