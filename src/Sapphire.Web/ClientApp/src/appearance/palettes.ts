import type { Hex } from './color';

/** What a palette begins with, for one scheme; the other colours follow from these. */
export interface Seed {
  /** Behind messages. */
  bg: Hex;
  text: Hex;
  /** Links, the chosen, the focus. */
  accent: Hex;
  /** How much of the accent is in the surfaces, 0 to 1; 0.5 is usual. */
  tint?: number;
}

export interface Palette {
  id: string;
  name: string;
  light: Seed;
  dark: Seed;
}

/** The palettes, in the order in which they are offered. The first one is taken where nothing was chosen. */
export const palettes: readonly [Palette, ...Palette[]] = [
  { id: 'sapphire', name: 'Sapphire', light: { bg: '#ffffff', text: '#1c2430', accent: '#1f5bc9' }, dark: { bg: '#141820', text: '#e4e8f0', accent: '#8bb0f8' } },
  { id: 'graphite', name: 'Graphite', light: { bg: '#ffffff', text: '#222426', accent: '#4a5560', tint: 0.3 }, dark: { bg: '#17181a', text: '#e6e7e9', accent: '#b4bcc6', tint: 0.3 } },
  { id: 'contrast', name: 'High contrast', light: { bg: '#ffffff', text: '#000000', accent: '#00349e', tint: 0.2 }, dark: { bg: '#000000', text: '#ffffff', accent: '#ffe14d', tint: 0.2 } },
  { id: 'ocean', name: 'Ocean', light: { bg: '#fbfeff', text: '#12272e', accent: '#0b6a80' }, dark: { bg: '#0d1a20', text: '#dcecf1', accent: '#5fc9e0' } },
  { id: 'grass', name: 'Grass', light: { bg: '#fcfffb', text: '#18281b', accent: '#1f7a35' }, dark: { bg: '#101a13', text: '#dfeee2', accent: '#77d08c' } },
  { id: 'earth', name: 'Earth', light: { bg: '#fffdfa', text: '#2d241c', accent: '#8a4b1c' }, dark: { bg: '#1b1613', text: '#efe5dc', accent: '#e0a878' } },
  { id: 'mustard', name: 'Mustard', light: { bg: '#fffef7', text: '#2a2510', accent: '#7a5d00' }, dark: { bg: '#1a1810', text: '#f0ebd7', accent: '#e2bd4a' } },
  { id: 'sunset', name: 'Sunset', light: { bg: '#fffcfb', text: '#301d1f', accent: '#b93d2c' }, dark: { bg: '#1d1418', text: '#f3e2e2', accent: '#ff9b7d' } },
  { id: 'rose', name: 'Rose', light: { bg: '#fffcfd', text: '#2f1c26', accent: '#b02a6b' }, dark: { bg: '#1c1419', text: '#f2e2ea', accent: '#f58bbd' } },
  { id: 'lavender', name: 'Lavender', light: { bg: '#fefdff', text: '#251f33', accent: '#6b3fc0' }, dark: { bg: '#17141f', text: '#e8e3f2', accent: '#c0a4fb' } },
  { id: 'synthwave', name: 'Synthwave', light: { bg: '#fdfbff', text: '#2a1738', accent: '#a31d8c', tint: 0.7 }, dark: { bg: '#17102b', text: '#f3e6ff', accent: '#ff7ede', tint: 0.7 } },
  { id: 'terminal', name: 'Terminal', light: { bg: '#f9fbf8', text: '#14261a', accent: '#14692f', tint: 0.4 }, dark: { bg: '#060b07', text: '#c9f2d1', accent: '#4fe07a', tint: 0.4 } },
  { id: 'abyss', name: 'Abyss', light: { bg: '#f8fafc', text: '#0e1f33', accent: '#0f4c9c' }, dark: { bg: '#050a14', text: '#d5e2f3', accent: '#6aa7ff' } },
  { id: 'noir', name: 'Noir', light: { bg: '#fafafa', text: '#161616', accent: '#9c1c1c', tint: 0.2 }, dark: { bg: '#0c0c0c', text: '#e8e8e8', accent: '#ff8a80', tint: 0.2 } },
];

export function paletteOf(id: string): Palette {
  return palettes.find((palette) => palette.id === id) ?? palettes[0];
}
