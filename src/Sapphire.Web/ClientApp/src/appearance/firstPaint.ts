import { writeStored } from '../shared/storage';
import type { Appearance } from './appearance';
import { paletteOf } from './palettes';

/** What public/theme.js reads before anything is drawn. */
const key = 'sapphire.firstPaint';

/** Keeps the colours behind the page for the next visit, so that it does not begin in another one, and shows them now. */
export function noteFirstPaint({ palette: id }: Appearance): void {
  const palette = paletteOf(id);
  const colors = { light: palette.light.bg, dark: palette.dark.bg };
  writeStored(key, colors);
  document.documentElement.style.setProperty('--first-light', colors.light);
  document.documentElement.style.setProperty('--first-dark', colors.dark);
}
