import { readStored, writeStored } from '../shared/storage';
import { createStore } from '../shared/store';

/** Whether the palette is open. */
export const paletteOpen = createStore(false);

const key = 'sapphire.palette';
const most = 8;

const isIds = (value: unknown): value is string[] => Array.isArray(value) && value.every((id) => typeof id === 'string');

/** What was run last, the newest first. Messages are left out: nobody goes to the same one again. */
export function recentItems(): readonly string[] {
  return readStored(key, isIds) ?? [];
}

export function noteUsed(id: string): void {
  if (id.startsWith('message/')) return;
  writeStored(key, [id, ...recentItems().filter((other) => other !== id)].slice(0, most));
}
