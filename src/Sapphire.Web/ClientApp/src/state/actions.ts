import { useMemo, useSyncExternalStore } from 'react';

/** Something a person can do from the command palette, by a key, or both. */
export interface Action {
  /** Unique in the page: "chat.new". */
  id: string;
  /** What it does, as a person says it: "New chat". */
  title: string;
  /** Under which heading it stands in the palette and in the sheet of shortcuts: "Chat". */
  group: string;
  /** Other words by which it is found. */
  keywords?: string;
  /** The key, with `Mod` for Ctrl (on a Mac the command key): "Mod+Shift+O", "?", "F2". */
  shortcut?: string;
  /**
   * Where the key works. Outside text fields only, or in them too. Left out, a key with `Mod` works everywhere and
   * another one outside of text fields. Never while a dialog is open.
   */
  keys?: 'everywhere' | 'outside-fields';
  /** True to leave it out of the palette: its key alone is worth showing. */
  keyOnly?: boolean;
  run: () => void | Promise<void>;
}

type Source = () => readonly Action[];

const sources = new Map<string, Source>();
const listeners = new Set<() => void>();
let version = 0;

function changed(): void {
  version++;
  for (const listener of [...listeners]) listener();
}

/**
 * Offers actions. `actions` is asked each time the palette opens and a key is pressed, so that it can answer for what is
 * on the screen then. The same id again takes the place of the earlier one. Returns what takes them away.
 */
export function registerActions(id: string, actions: Source): () => void {
  sources.set(id, actions);
  changed();
  return () => {
    // A newer one of that name stays.
    if (sources.get(id) !== actions) return;
    sources.delete(id);
    changed();
  };
}

/** All actions that can be done now, in the order in which their owners came. */
export function allActions(): Action[] {
  return [...sources.values()].flatMap((source) => source());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The actions, renewed when an owner comes or goes. */
export function useActions(): Action[] {
  const current = useSyncExternalStore(subscribe, () => version);
  // What owners offer is read again for each version.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => allActions(), [current]);
}
