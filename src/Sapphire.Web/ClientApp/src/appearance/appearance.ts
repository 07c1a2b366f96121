import { readStored, writeStored } from '../shared/storage';
import { createStore } from '../shared/store';
import { palettes } from './palettes';

export const densities = ['compact', 'normal', 'comfortable'] as const;
export type Density = (typeof densities)[number];

export const fonts = ['system', 'rounded', 'serif', 'mono'] as const;
export type Font = (typeof fonts)[number];

/** Sizes of text, in percent. */
export const textSizes = [90, 100, 112, 125, 140] as const;
export type TextSize = (typeof textSizes)[number];

/** How the page looks in this browser. Light or dark is Mantine's to keep. */
export interface Appearance {
  palette: string;
  density: Density;
  font: Font;
  textSize: TextSize;
  /** Of the list of chats, in pixels. */
  sidebarWidth: number;
}

export const narrowestSidebar = 220;
export const widestSidebar = 480;

export const defaultAppearance: Appearance = { palette: palettes[0].id, density: 'normal', font: 'system', textSize: 100, sidebarWidth: 284 };

const key = 'sapphire.appearance';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is stored, each value that makes no sense replaced by its default. */
export function cleanAppearance(stored: Record<string, unknown> | null): Appearance {
  const value = stored ?? {};
  const of = <T>(name: keyof Appearance, choices: readonly T[]): T => (choices.includes(value[name] as T) ? (value[name] as T) : (defaultAppearance[name] as T));
  const width = value['sidebarWidth'];
  return {
    palette: of('palette', palettes.map((palette) => palette.id)),
    density: of('density', densities),
    font: of('font', fonts),
    textSize: of('textSize', textSizes),
    sidebarWidth: typeof width === 'number' && Number.isFinite(width) ? clampSidebar(width) : defaultAppearance.sidebarWidth,
  };
}

export const clampSidebar = (width: number): number => Math.round(Math.min(widestSidebar, Math.max(narrowestSidebar, width)));

export const appearance = createStore<Appearance>(cleanAppearance(readStored(key, isObject)));

/** Changes how the page looks, at once and for this browser. */
export function changeAppearance(change: Partial<Appearance>): void {
  appearance.set((current) => cleanAppearance({ ...current, ...change }));
  writeStored(key, appearance.get());
}

// Another tab of this browser looks the same.
addEventListener('storage', (event) => {
  if (event.key === key) appearance.set(cleanAppearance(readStored(key, isObject)));
});
