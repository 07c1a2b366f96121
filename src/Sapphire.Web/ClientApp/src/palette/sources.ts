import type { PaletteItem } from './items';

/** Gives items that an area of the page knows: its settings, its prompts. Asked once each time the palette opens. */
export type PaletteSource = (signal: AbortSignal) => Promise<readonly PaletteItem[]>;

const sources = new Map<string, PaletteSource>();

/** Offers more items to the palette. The same id again takes the place of the earlier one. Returns what takes it away. */
export function registerPaletteSource(id: string, source: PaletteSource): () => void {
  sources.set(id, source);
  return () => {
    if (sources.get(id) === source) sources.delete(id);
  };
}

/** Asks all sources; one that fails gives nothing, since the palette is no place to mend it. */
export function askSources(signal: AbortSignal, found: (items: readonly PaletteItem[]) => void): void {
  for (const source of sources.values()) {
    source(signal).then(
      (items) => {
        if (!signal.aborted) found(items);
      },
      (error: unknown) => {
        if (!signal.aborted) console.warn('A source of the command palette failed.', error);
      },
    );
  }
}
