import { isBoolean, readStored, writeStored } from '../shared/storage';
import { createStore } from '../shared/store';

/** What is open beside the chat. */
export const modelsOpen = createStore(false);
export const speechOpen = createStore(false);
export const examplesOpen = createStore(false);
export const helpOpen = createStore(false);
export const usageOpen = createStore(false);
export const roomsOpen = createStore(false);
export const appearanceOpen = createStore(false);
export const toolsetsOpen = createStore(false);
export const scopesOpen = createStore(false);
/** The prompt that its page shows next. */
export const promptTarget = createStore<string | null>(null);
export type PromptsTabName = 'prompts' | 'pieces' | 'spices';
/** The part of its page that is shown. */
export const promptsTab = createStore<PromptsTabName>('prompts');
export const drawerOpen = createStore(false);

const sidebarKey = 'sapphire.sidebar';

export const sidebarOpen = createStore(readStored(sidebarKey, isBoolean) ?? true);

export function toggleSidebar(narrow: boolean): void {
  if (narrow) {
    drawerOpen.set((open) => !open);
    return;
  }
  sidebarOpen.set((open) => !open);
  writeStored(sidebarKey, sidebarOpen.get());
}

/** The composer takes the focus when this changes. */
export const focusComposer = createStore(0);

export function askComposerFocus(): void {
  focusComposer.set((n) => n + 1);
}
