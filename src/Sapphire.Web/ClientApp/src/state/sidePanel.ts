import { isBoolean, readStored, writeStored } from '../shared/storage';
import { createStore } from '../shared/store';

const key = 'sapphire.sidePanel';

/** Whether the panel beside the chat is open. It is remembered on wide screens, where it covers nothing. */
export const sidePanelOpen = createStore(readStored(key, isBoolean) ?? false);

export function setSidePanel(open: boolean): void {
  sidePanelOpen.set(open);
  writeStored(key, open);
}

export function toggleSidePanel(): void {
  setSidePanel(!sidePanelOpen.get());
}
