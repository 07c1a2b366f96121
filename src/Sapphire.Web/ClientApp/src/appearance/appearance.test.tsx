import { act, fireEvent, screen } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { SidebarHandle } from '../shell/SidebarHandle';
import { show } from '../test/render';
import { toasts } from '../state/toasts';
import { buildTheme, buildVariables } from '../theme';
import { appearance, changeAppearance, cleanAppearance, defaultAppearance, widestSidebar } from './appearance';
import { AppearanceSettings } from './AppearanceSettings';
import { contrast, type Hex, isHex, luminance, mix, readable } from './color';
import { palettes } from './palettes';
import { pairsOf, shadesOf, surfacesOf } from './surfaces';
import { trimColors, trimOf } from './trim';

beforeEach(() => act(() => {
  changeAppearance(defaultAppearance);
  toasts.set([]);
}));

const looks = palettes.flatMap((palette) => (['light', 'dark'] as const).map((scheme) => [`${palette.name} ${scheme}`, palette, scheme] as const));

/** The colours that code is drawn with, of one scheme. */
const codeColors = (scheme: 'light' | 'dark'): Hex[] =>
  [...readFileSync('src/chat/markdown.module.css', 'utf8').matchAll(/color: light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((found) => (scheme === 'light' ? found[1] : found[2]) as Hex);

describe('palettes', () => {
  it('are many, each of its own name', () => {
    expect(palettes.length).toBeGreaterThanOrEqual(10);
    expect(new Set(palettes.map((palette) => palette.id)).size).toBe(palettes.length);
    expect(new Set(palettes.map((palette) => palette.name)).size).toBe(palettes.length);
  });

  it.each(looks)('%s has a contrast of 4.5 wherever text stands', (_, palette, scheme) => {
    expect(pairsOf(surfacesOf(palette, scheme)).filter(([, ratio]) => ratio < 4.5)).toEqual([]);
  });

  it.each(looks)('%s has shapes that stand out, and is as bright as its scheme', (_, palette, scheme) => {
    const s = surfacesOf(palette, scheme);
    for (const chart of s.charts) expect(contrast(chart, s.raised)).toBeGreaterThanOrEqual(3);
    for (const surface of [s.bg, s.side, s.raised]) expect(contrast(s.accent, surface)).toBeGreaterThanOrEqual(3);
    if (scheme === 'dark') expect(luminance(s.bg)).toBeLessThan(0.03);
    else expect(luminance(s.bg)).toBeGreaterThan(0.9);
  });

  it.each(looks)('%s leaves code readable', (_, palette, scheme) => {
    const colors = codeColors(scheme);
    expect(colors.length).toBeGreaterThanOrEqual(6);
    const { code } = surfacesOf(palette, scheme);
    expect(colors.filter((color) => contrast(color, code) < 4.5)).toEqual([]);
  });

  it.each(palettes.map((palette) => [palette.name, palette] as const))('%s has deep shades for white letters', (_, palette) => {
    const shades = shadesOf(palette);
    expect(shades.every(isHex)).toBe(true);
    for (const shade of shades.slice(6)) expect(contrast('#ffffff', shade)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('colours', () => {
  it('are mixed and compared as WCAG says', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(mix('#000000', '#ffffff', 0.5)).toBe('#808080');
    expect(contrast(readable('#cccccc', ['#ffffff'], 4.5, '#000000'), '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(readable('#777777', ['#777777'], 30, '#000000')).toBe('#000000');
  });

  it('of a trim are colours and nothing else', () => {
    expect(trimColors).toHaveLength(7);
    for (const { color } of trimColors) expect(trimOf(color)).toBe(color);
    for (const wrong of [null, undefined, '', 'red', '#12345', '#1234567', 'url(x)']) expect(trimOf(wrong)).toBeNull();
  });
});

describe('the appearance', () => {
  it('is kept in this browser, and rubbish there does no harm', () => {
    changeAppearance({ palette: 'grass', density: 'compact', textSize: 125 });
    expect(cleanAppearance(JSON.parse(localStorage.getItem('sapphire.appearance')!))).toEqual({ ...defaultAppearance, palette: 'grass', density: 'compact', textSize: 125 });
    expect(cleanAppearance({ palette: 'nothing', density: 3, font: 'serif', textSize: 1_000, sidebarWidth: 9_999 })).toEqual({ ...defaultAppearance, font: 'serif', sidebarWidth: widestSidebar });
    expect(cleanAppearance(null)).toEqual(defaultAppearance);
  });

  it('becomes a theme and variables', () => {
    const look = { ...defaultAppearance, palette: 'terminal', density: 'comfortable', font: 'mono', textSize: 140 } as const;
    const theme = buildTheme(look);
    expect(theme.fontFamily).toContain('monospace');
    expect(theme.scale).toBe(1.4);
    const { variables, light, dark } = buildVariables(look)(theme as never);
    expect(variables).toEqual({ '--density': '1.3', '--text-scale': '1.4' });
    expect(dark['--page-bg']).toBe('#060b07');
    expect(Object.keys(light).sort()).toEqual(Object.keys(dark).sort());
  });

  it('is chosen with the keyboard and the pointer, and reset with a way back', async () => {
    show(<AppearanceSettings />);
    fireEvent.click(screen.getByLabelText('Sunset'));
    expect(appearance.get().palette).toBe('sunset');
    fireEvent.click(screen.getByLabelText('Serif'));
    fireEvent.click(screen.getByLabelText('125%'));
    fireEvent.click(screen.getByLabelText('Compact'));
    expect(appearance.get()).toEqual({ ...defaultAppearance, palette: 'sunset', font: 'serif', textSize: 125, density: 'compact' });
    fireEvent.click(screen.getByTestId('appearance-reset'));
    expect(appearance.get()).toEqual(defaultAppearance);
    act(() => toasts.get()[0]?.action?.run());
    await act(async () => {});
    expect(appearance.get().palette).toBe('sunset');
  });

  it('follows another tab', () => {
    localStorage.setItem('sapphire.appearance', JSON.stringify({ palette: 'rose' }));
    dispatchEvent(new StorageEvent('storage', { key: 'sapphire.appearance' }));
    expect(appearance.get().palette).toBe('rose');
  });
});

describe('the width of the list of chats', () => {
  it('is moved with the arrows and put back with a double click', () => {
    show(<SidebarHandle />);
    const handle = screen.getByRole('separator');
    fireEvent.keyDown(handle, { key: 'ArrowRight' });
    expect(appearance.get().sidebarWidth).toBe(300);
    expect(handle.getAttribute('aria-valuenow')).toBe('300');
    fireEvent.keyDown(handle, { key: 'End' });
    fireEvent.keyDown(handle, { key: 'ArrowRight' });
    expect(appearance.get().sidebarWidth).toBe(widestSidebar);
    fireEvent.doubleClick(handle);
    expect(appearance.get().sidebarWidth).toBe(284);
  });
});
