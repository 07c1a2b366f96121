import { useCallback } from 'react';
import { readStored, writeStored } from './storage';
import { createStore, useSelect } from './store';

/**
 * What somebody has typed and not saved, by what it is of: "prompt/cook". It outlives the page that was left and a reload of the
 * browser, until it is saved or discarded.
 */
const prefix = 'sapphire.unsaved.';

const isAnything = (value: unknown): value is unknown => value !== null && value !== undefined;

function load(): ReadonlyMap<string, unknown> {
  const all = new Map<string, unknown>();
  try {
    for (const key of Object.keys(localStorage)) {
      const value = key.startsWith(prefix) ? readStored(key, isAnything) : null;
      if (value !== null) all.set(key.slice(prefix.length), value);
    }
  } catch {
    // Forbidden: then it is kept until the page is closed.
  }
  return all;
}

const all = createStore(load());

/** Keeps an edit; null forgets it. */
export function setUnsaved(key: string, value: unknown): void {
  if (value === null && !all.get().has(key)) return;
  all.set((before) => {
    const next = new Map(before);
    if (value === null) next.delete(key);
    else next.set(key, value);
    return next;
  });
  writeStored(prefix + key, value);
}

/** An edit that was kept; null for none, and for one of another shape. */
export function unsaved<T>(key: string, accept: (value: unknown) => value is T): T | null {
  const value = all.get().get(key);
  return accept(value) ? value : null;
}

/** What is edited gets another name. */
export function moveUnsaved(from: string, to: string): void {
  const value = all.get().get(from) ?? null;
  if (value === null || from === to) return;
  setUnsaved(to, value);
  setUnsaved(from, null);
}

/** An edit of a component's, and how to keep or forget it. `accept` must not change. */
export function useUnsaved<T>(key: string, accept: (value: unknown) => value is T): [T | null, (value: T | null) => void] {
  const value = useSelect(all, (map) => map.get(key));
  return [accept(value) ? value : null, useCallback((next: T | null) => setUnsaved(key, next), [key])];
}

/** The keys below a place at which something is kept, such as "prompt/". The same array while nothing has changed. */
export function useUnsavedKeys(below: string): readonly string[] {
  const text = useSelect(all, (map) => [...map.keys()].filter((key) => key.startsWith(below)).map((key) => encodeURIComponent(key.slice(below.length))).sort().join(' '));
  return text === '' ? none : text.split(' ').map((key) => decodeURIComponent(key));
}

const none: readonly string[] = [];

/** Forgets everything: for tests, and when somebody else may come. */
export function forgetUnsaved(): void {
  for (const key of [...all.get().keys()]) setUnsaved(key, null);
}
