import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const sapphire: MantineColorsTuple = [
  '#eef4ff', '#dbe7ff', '#b5ccfb', '#8bb0f8', '#6596f5', '#4381ef', '#2f6fe4', '#1f5bc9', '#1a4ca8', '#123a85',
];

/** Greys with a breath of blue; the last ones are the surfaces of the dark page. */
const dark: MantineColorsTuple = [
  '#d6dbe5', '#b4bccb', '#98a2b4', '#6f7a8e', '#465064', '#333c4d', '#262d3a', '#1a1f29', '#141820', '#0f1218',
];

export const theme = createTheme({
  primaryColor: 'sapphire',
  primaryShade: { light: 7, dark: 6 },
  colors: { sapphire, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withinPortal: true } },
    // Its header is none of the page's: a second banner would confuse.
    Drawer: { defaultProps: { attributes: { header: { role: 'none' } } } },
    Modal: { defaultProps: { centered: true, radius: 'lg', padding: 'lg', attributes: { header: { role: 'none' } }, overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
  },
});

/** Mantine's dimmed text and placeholders are too pale for WCAG AA; the rest is the page's own palette. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#566071',
    '--mantine-color-placeholder': '#687285',
    '--mantine-color-error': '#c02626',
    '--page-bg': '#ffffff',
    '--page-side': '#f5f7fb',
    '--page-raised': '#ffffff',
    '--page-hover': '#e9eef7',
    '--page-active': '#dfe8f8',
    '--page-line': '#e2e7f0',
    '--page-line-strong': '#c5cedd',
    '--page-text': '#1c2430',
    '--page-bubble': '#e8f0fe',
    '--page-code': '#f5f7fb',
    '--page-mark': '#ffe9a8',
    '--page-accent': '#1f5bc9',
    '--page-warn-bg': '#fff6e0',
    '--page-warn-text': '#704800',
    '--page-error-bg': '#fdf0f0',
    '--page-error-line': '#f2caca',
    '--page-error-text': '#a31f1f',
    '--page-ok': '#1d7f45',
    '--page-shadow': '0 1px 2px rgb(20 35 70 / 6%), 0 6px 24px rgb(20 35 70 / 8%)',
  },
  dark: {
    '--mantine-color-dimmed': '#a2adbf',
    '--mantine-color-placeholder': '#8f9aad',
    '--mantine-color-error': '#ff8f8f',
    '--mantine-color-body': '#141820',
    '--mantine-color-sapphire-light': 'rgb(84 142 245 / 18%)',
    '--mantine-color-sapphire-light-hover': 'rgb(84 142 245 / 26%)',
    '--mantine-color-sapphire-light-color': '#b5ccfb',
    '--page-bg': '#141820',
    '--page-side': '#0f1218',
    '--page-raised': '#1a1f29',
    '--page-hover': '#1e2531',
    '--page-active': '#24304a',
    '--page-line': '#262d3a',
    '--page-line-strong': '#414b5e',
    '--page-text': '#e4e8f0',
    '--page-bubble': '#223150',
    '--page-code': '#0f1218',
    '--page-mark': '#5c4a12',
    '--page-accent': '#8bb0f8',
    '--page-warn-bg': '#33280f',
    '--page-warn-text': '#ffd98a',
    '--page-error-bg': '#2e1a1e',
    '--page-error-line': '#5c2b31',
    '--page-error-text': '#ffa3a3',
    '--page-ok': '#5fd38f',
    '--page-shadow': '0 1px 2px rgb(0 0 0 / 40%), 0 6px 24px rgb(0 0 0 / 30%)',
  },
});
