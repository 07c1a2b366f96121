import { describe, expect, it } from 'vitest';
import { matchesShortcut, shortcutKeys, shortcutText } from './keys';

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({ key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

describe('a shortcut', () => {
  it.each([
    ['Mod+K', press('k', { ctrlKey: true }), true],
    ['Mod+K', press('K', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+K', press('k'), false],
    ['Mod+K', press('k', { ctrlKey: true, altKey: true }), false],
    ['Mod+Shift+O', press('O', { ctrlKey: true, shiftKey: true }), true],
    ['?', press('?', { shiftKey: true }), true],
    ['?', press('?'), true],
    ['?', press('?', { ctrlKey: true }), false],
    ['/', press('/'), true],
    ['/', press('7', { shiftKey: true }), false],
    ['Mod+.', press('.', { ctrlKey: true }), true],
    ['Mod++', press('+', { ctrlKey: true, shiftKey: true }), true],
    ['Shift+F2', press('F2', { shiftKey: true }), true],
    ['F2', press('F2', { shiftKey: true }), false],
    ['Alt+ArrowUp', press('ArrowUp', { altKey: true }), true],
  ] as const)('%s', (shortcut, event, fits) => {
    expect(matchesShortcut(event, shortcut, false)).toBe(fits);
  });

  it('is the place of the key where the keyboard has no Latin letters, and the letter where it has', () => {
    expect(matchesShortcut(press('л', { code: 'KeyK', ctrlKey: true }), 'Mod+K', false)).toBe(true);
    expect(matchesShortcut(press('t', { code: 'KeyK', ctrlKey: true }), 'Mod+K', false)).toBe(false);
  });

  it('is made with the command key on a Mac', () => {
    expect(matchesShortcut(press('k', { metaKey: true }), 'Mod+K', true)).toBe(true);
    expect(shortcutKeys('Mod+Shift+O', true)).toEqual(['⌘', '⇧', 'O']);
    expect(shortcutText('Mod+B', true)).toBe('⌘B');
  });

  it('is printed as the keys are', () => {
    expect(shortcutKeys('Mod+Shift+O', false)).toEqual(['Ctrl', 'Shift', 'O']);
    expect(shortcutText('Mod+B', false)).toBe('Ctrl B');
    expect(shortcutKeys(' ', false)).toEqual(['Space']);
    expect(shortcutKeys('Alt+ArrowUp', false)).toEqual(['Alt', '↑']);
  });
});
