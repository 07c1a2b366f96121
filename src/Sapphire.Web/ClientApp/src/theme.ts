import { createTheme, type CSSVariablesResolver, type MantineColorsTuple, type MantineThemeOverride } from '@mantine/core';
import type { Appearance, Density, Font } from './appearance/appearance';
import { mix, transparent } from './appearance/color';
import { type Palette, paletteOf } from './appearance/palettes';
import { shadesOf, type Surfaces, surfacesOf } from './appearance/surfaces';

/** Only fonts of the reader's own machine: nothing is fetched. */
const fontFamilies: Record<Font, string> = {
  system: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  rounded: 'ui-rounded, "SF Pro Rounded", Nunito, Quicksand, "Varela Round", "Arial Rounded MT Bold", Verdana, system-ui, sans-serif',
  serif: 'ui-serif, Charter, "Iowan Old Style", "Source Serif 4", Georgia, "Noto Serif", "DejaVu Serif", serif',
  mono: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
};

/** What the distances between lines, messages and cards are multiplied with. */
const densityFactors: Record<Density, number> = { compact: 0.7, normal: 1, comfortable: 1.3 };

/** Mantine's own scale of the dark page: text, greys, surfaces. */
function darkOf(s: Surfaces): MantineColorsTuple {
  return [s.text, mix(s.text, s.dimmed, 0.5), s.dimmed, s.placeholder, s.lineStrong, s.line, s.raised, s.bg, s.side, mix(s.side, '#000000', 0.3)];
}

export function buildTheme({ palette: id, font, textSize }: Appearance): MantineThemeOverride {
  const palette = paletteOf(id);
  return createTheme({
    primaryColor: 'sapphire',
    primaryShade: { light: 7, dark: 6 },
    colors: { sapphire: shadesOf(palette), dark: darkOf(surfacesOf(palette, 'dark')) },
    fontFamily: fontFamilies[font],
    fontFamilyMonospace: fontFamilies.mono,
    headings: { fontWeight: '650' },
    scale: textSize / 100,
    defaultRadius: 'md',
    cursorType: 'pointer',
    focusRing: 'auto',
    respectReducedMotion: true,
    components: {
      // Its empty element with a role is no entry of a menu; the first entry takes the focus instead.
      Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
      Tooltip: { defaultProps: { openDelay: 400, withinPortal: true } },
      // Its header is none of the page's: a second banner would confuse.
      Drawer: { defaultProps: { attributes: { header: { role: 'none' } } } },
      Modal: { defaultProps: { centered: true, radius: 'lg', padding: 'lg', attributes: { header: { role: 'none' } }, overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
    },
  });
}

function variablesOf(s: Surfaces, dark: boolean): Record<string, string> {
  return {
    // Mantine's dimmed text and placeholders are too pale for WCAG AA, and its surfaces know nothing of the palette.
    '--mantine-color-body': s.bg,
    '--mantine-color-text': s.text,
    '--mantine-color-dimmed': s.dimmed,
    '--mantine-color-placeholder': s.placeholder,
    '--mantine-color-error': s.errorText,
    '--mantine-color-default': s.raised,
    '--mantine-color-default-hover': s.hover,
    '--mantine-color-default-color': s.text,
    '--mantine-color-default-border': s.lineStrong,
    '--mantine-color-anchor': s.accent,
    '--mantine-color-gray-light-color': s.dimmed,
    '--mantine-color-red-filled': '#c02626',
    '--mantine-color-red-filled-hover': '#a31f1f',
    '--mantine-color-red-text': s.errorText,
    '--mantine-color-red-light-color': s.errorText,
    '--mantine-color-sapphire-text': s.accent,
    '--mantine-color-sapphire-filled': s.filled,
    '--mantine-color-sapphire-filled-hover': s.filledHover,
    '--mantine-color-sapphire-light': s.active,
    '--mantine-color-sapphire-light-hover': s.bubble,
    '--mantine-color-sapphire-light-color': s.accent,
    '--mantine-color-sapphire-outline': s.accent,
    '--mantine-color-sapphire-outline-hover': transparent(s.accent, 8),
    '--page-bg': s.bg,
    '--page-side': s.side,
    '--page-raised': s.raised,
    '--page-hover': s.hover,
    '--page-active': s.active,
    '--page-line': s.line,
    '--page-line-strong': s.lineStrong,
    '--page-text': s.text,
    '--page-bubble': s.bubble,
    '--page-code': s.code,
    '--page-mark': s.mark,
    '--page-accent': s.accent,
    '--page-filled': s.filled,
    '--page-warn-bg': s.warnBg,
    '--page-warn-text': s.warnText,
    '--page-error-bg': s.errorBg,
    '--page-error-line': s.errorLine,
    '--page-error-text': s.errorText,
    '--page-ok': s.ok,
    ...Object.fromEntries(s.charts.map((color, i) => [`--chart-${i}`, color])),
    '--page-shadow': dark ? '0 1px 2px rgb(0 0 0 / 40%), 0 6px 24px rgb(0 0 0 / 30%)' : '0 1px 2px rgb(20 35 70 / 6%), 0 6px 24px rgb(20 35 70 / 8%)',
  };
}

/** The page's own variables beside Mantine's. */
export function buildVariables({ palette: id, density, textSize }: Appearance): CSSVariablesResolver {
  const palette: Palette = paletteOf(id);
  const [light, dark] = [variablesOf(surfacesOf(palette, 'light'), false), variablesOf(surfacesOf(palette, 'dark'), true)];
  return () => ({ variables: { '--density': String(densityFactors[density]), '--text-scale': String(textSize / 100) }, light, dark });
}
