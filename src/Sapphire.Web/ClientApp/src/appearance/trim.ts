import { type Hex, isHex } from './color';

/** Colours that a chat or a persona can be marked with. */
export const trimColors: readonly { name: string; color: Hex }[] = [
  { name: 'Blue', color: '#3b7bf0' },
  { name: 'Cyan', color: '#0e9bb5' },
  { name: 'Green', color: '#2f9e57' },
  { name: 'Yellow', color: '#d3a20c' },
  { name: 'Orange', color: '#e2762b' },
  { name: 'Red', color: '#d94b4b' },
  { name: 'Purple', color: '#8a5be0' },
];

/** A trim colour that is stored somewhere: null for none, and for what is no colour. */
export function trimOf(value: string | null | undefined): Hex | null {
  return isHex(value) ? value : null;
}
