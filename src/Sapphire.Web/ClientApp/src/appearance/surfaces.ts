import { contrast, type Hex, mix, readable } from './color';
import type { Palette, Seed } from './palettes';

export type Scheme = 'light' | 'dark';

/** All colours of the page in one scheme. Every text colour has a contrast of 4.5 or more to each surface that it stands on. */
export interface Surfaces {
  bg: Hex;
  side: Hex;
  raised: Hex;
  hover: Hex;
  active: Hex;
  bubble: Hex;
  code: Hex;
  line: Hex;
  lineStrong: Hex;
  text: Hex;
  dimmed: Hex;
  placeholder: Hex;
  accent: Hex;
  /** Behind white letters: a button that stands out. */
  filled: Hex;
  filledHover: Hex;
  mark: Hex;
  ok: Hex;
  warnBg: Hex;
  warnText: Hex;
  errorBg: Hex;
  errorLine: Hex;
  errorText: Hex;
  charts: readonly Hex[];
}

const white: Hex = '#ffffff';
const black: Hex = '#000000';

/** WCAG AA for text, with a little room for rounding. */
const textRatio = 4.6;
/** WCAG AA for what is not text. */
const shapeRatio = 3.1;

// The first palette as it was drawn by hand.
const drawn: Record<string, Record<Scheme, Partial<Surfaces>>> = {
  sapphire: {
    light: { side: '#f5f7fb', raised: '#ffffff', hover: '#e9eef7', active: '#dfe8f8', bubble: '#e8f0fe', code: '#f5f7fb', line: '#e2e7f0', lineStrong: '#c5cedd', dimmed: '#566071', placeholder: '#687285' },
    dark: { side: '#0f1218', raised: '#1a1f29', hover: '#1e2531', active: '#24304a', bubble: '#223150', code: '#0f1218', line: '#262d3a', lineStrong: '#414b5e', dimmed: '#a2adbf', placeholder: '#8f9aad' },
  },
};

const chartHues: Record<Scheme, readonly Hex[]> = {
  light: ['#1f5bc9', '#b3541e', '#1d7f45', '#7a3fd0', '#b02a6b', '#5b6472', '#8a6d00'],
  dark: ['#8bb0f8', '#f0a36b', '#5fd38f', '#c4a1ff', '#f58bbd', '#a2adbf', '#e0c45c'],
};

function background({ bg, text, accent, tint = 0.5 }: Seed, scheme: Scheme): Pick<Surfaces, 'bg' | 'side' | 'raised' | 'hover' | 'active' | 'bubble' | 'code' | 'line' | 'lineStrong'> {
  const dark = scheme === 'dark';
  const tinted = (share: number) => mix(bg, accent, share * tint * 2);
  const side = dark ? mix(bg, black, 0.28) : mix(tinted(0.035), text, 0.012);
  return {
    bg,
    side,
    raised: dark ? mix(tinted(0.02), text, 0.03) : mix(bg, white, 0.6),
    hover: mix(tinted(dark ? 0.045 : 0.06), text, dark ? 0.035 : 0.02),
    active: mix(tinted(dark ? 0.13 : 0.12), text, 0.015),
    bubble: tinted(dark ? 0.15 : 0.085),
    code: side,
    line: mix(tinted(0.03), text, dark ? 0.085 : 0.09),
    lineStrong: mix(tinted(0.04), text, dark ? 0.22 : 0.22),
  };
}

const known = new Map<string, Surfaces>();

/** The colours that follow from a palette in a scheme. */
export function surfacesOf(palette: Palette, scheme: Scheme): Surfaces {
  const key = `${palette.id}/${scheme}`;
  const found = known.get(key) ?? derive(palette, scheme);
  known.set(key, found);
  return found;
}

function derive(palette: Palette, scheme: Scheme): Surfaces {
  const seed = palette[scheme];
  const dark = scheme === 'dark';
  const own = drawn[palette.id]?.[scheme] ?? {};
  const below = { ...background(seed, scheme), ...own };
  const all = [below.bg, below.side, below.raised, below.hover, below.active, below.bubble, below.code];
  const strong = dark ? white : black;
  const read = (color: Hex, on: readonly Hex[] = all, ratio = textRatio) => readable(color, on, ratio, strong);
  const text = read(seed.text, all, 7);
  const accent = read(seed.accent);
  const filled = readable(dark ? mix(seed.accent, black, 0.2) : seed.accent, [white], textRatio, black);
  const [warnBg, errorBg] = dark ? [mix(below.bg, '#e0a030', 0.16), mix(below.bg, '#f06070', 0.14)] : [mix(below.bg, '#ffc94d', 0.18), mix(below.bg, '#e03030', 0.07)];
  return {
    text,
    dimmed: read(mix(text, below.bg, dark ? 0.32 : 0.28)),
    placeholder: read(mix(text, below.bg, 0.4), [below.bg, below.side, below.raised]),
    accent,
    filled,
    filledHover: mix(filled, black, 0.12),
    mark: dark ? mix(below.bg, '#ffd34d', 0.28) : '#ffe9a8',
    ok: read(dark ? '#5fd38f' : '#1d7f45'),
    warnBg,
    warnText: read(dark ? '#ffd98a' : '#704800', [...all, warnBg]),
    errorBg,
    errorLine: mix(errorBg, dark ? '#ff8080' : '#c02626', 0.25),
    errorText: read(dark ? '#ffa3a3' : '#a31f1f', [...all, errorBg]),
    charts: chartHues[scheme].map((hue, i) => read(i === 0 ? accent : hue, [below.raised, below.bg], shapeRatio)),
    ...own,
    ...below,
  };
}

/** Ten shades of the accent, from pale to deep, as Mantine counts them. */
export function shadesOf(palette: Palette): [Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex, Hex] {
  const [light, dark] = [surfacesOf(palette, 'light'), surfacesOf(palette, 'dark')];
  const pale = (share: number) => mix(white, light.accent, share);
  return [pale(0.07), pale(0.15), pale(0.32), pale(0.5), pale(0.66), pale(0.82), dark.filled, light.filled, mix(light.filled, black, 0.18), mix(light.filled, black, 0.36)];
}

/** Pairs of a text and what it stands on, with their contrast; for tests, and to look at. */
export function pairsOf(s: Surfaces): [string, number][] {
  const names = ['bg', 'side', 'raised', 'hover', 'active', 'bubble', 'code'] as const;
  return [
    ...(['text', 'dimmed', 'accent', 'ok', 'warnText', 'errorText'] as const).flatMap((text) => names.map((on): [string, number] => [`${text} on ${on}`, contrast(s[text], s[on])])),
    ...(['bg', 'side', 'raised'] as const).map((on): [string, number] => [`placeholder on ${on}`, contrast(s.placeholder, s[on])]),
    ['text on mark', contrast(s.text, s.mark)],
    ['warnText on warnBg', contrast(s.warnText, s.warnBg)],
    ['errorText on errorBg', contrast(s.errorText, s.errorBg)],
    ['text on errorBg', contrast(s.text, s.errorBg)],
    ['white on filled', contrast(white, s.filled)],
    ['white on filledHover', contrast(white, s.filledHover)],
  ];
}
