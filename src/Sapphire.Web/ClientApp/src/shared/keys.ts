/** True on a machine of Apple's, where the command key stands for Ctrl. */
export function isApple(platform = navigator.platform): boolean {
  return /mac|iphone|ipad|ipod/i.test(platform);
}

interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** True when the keys that are down are those of a shortcut such as "Mod+Shift+O". */
export function matchesShortcut(event: Pressed, shortcut: string, apple = isApple()): boolean {
  const parts = shortcut.split('+');
  // "Mod++" is the plus key.
  const key = parts.at(-1) === '' ? '+' : parts.at(-1)!;
  const mod = parts.includes('Mod');
  if (mod !== (apple ? event.metaKey || event.ctrlKey : event.ctrlKey || event.metaKey)) return false;
  if (parts.includes('Alt') !== event.altKey) return false;
  if (/^[A-Z]$/.test(key)) {
    if (parts.includes('Shift') !== event.shiftKey) return false;
    // On a keyboard without Latin letters the place of the key counts.
    return /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() === key : event.code === `Key${key}`;
  }
  // Where a sign needs the shift key is a matter of the keyboard.
  if (key.length > 1 && parts.includes('Shift') !== event.shiftKey) return false;
  return event.key === key;
}

const names: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', ' ': 'Space' };
const appleNames: Record<string, string> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };

/** The keys of a shortcut as they are printed on this machine's keyboard. */
export function shortcutKeys(shortcut: string, apple = isApple()): string[] {
  return shortcut.split('+').map((part) => (apple ? appleNames[part] : undefined) ?? (part === 'Mod' ? 'Ctrl' : (names[part] ?? part)));
}

/** A shortcut in one word for a tooltip: "Ctrl B", "⌘B". */
export function shortcutText(shortcut: string, apple = isApple()): string {
  return shortcutKeys(shortcut, apple).join(apple ? '' : ' ');
}
