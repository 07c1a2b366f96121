import { createStore } from '../shared/store';

/** A short message that goes away by itself. */
export interface Toast {
  id: number;
  kind: 'info' | 'error';
  title: string;
  detail: string;
  /** How long it stays, in milliseconds; the clock stands while the pointer or the focus is on it. */
  duration: number;
  action: { label: string; testId: string; run: () => void } | null;
}

export const toasts = createStore<readonly Toast[]>([]);

let lastId = 0;

/** Shows it; gives its id. */
export function showToast(toast: Partial<Toast> & { title: string }): number {
  const full: Toast = { kind: 'info', detail: '', duration: 6_000, action: null, ...toast, id: ++lastId };
  // More than three cover the page; the oldest has been seen.
  toasts.set((current) => [...current.slice(-2), full]);
  return full.id;
}

export function closeToast(id: number): void {
  toasts.set((current) => current.filter((toast) => toast.id !== id));
}
