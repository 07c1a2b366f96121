/** A colour of the screen: "#rrggbb". */
export type Hex = `#${string}`;

type Rgb = readonly [number, number, number];

const isHexText = /^#[0-9a-f]{6}$/i;

export const isHex = (value: unknown): value is Hex => typeof value === 'string' && isHexText.test(value);

function rgbOf(color: Hex): Rgb {
  const number = Number.parseInt(color.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

const hexOf = (rgb: Rgb): Hex => `#${rgb.map((part) => Math.round(Math.max(0, Math.min(255, part))).toString(16).padStart(2, '0')).join('')}`;

/** Some of one colour in another: 0 is `base`, 1 is `other`. */
export function mix(base: Hex, other: Hex, share: number): Hex {
  const [a, b] = [rgbOf(base), rgbOf(other)];
  return hexOf([0, 1, 2].map((i) => a[i]! + (b[i]! - a[i]!) * share) as unknown as Rgb);
}

/** Relative luminance as WCAG 2 defines it: 0 for black to 1 for white. */
export function luminance(color: Hex): number {
  const [r, g, b] = rgbOf(color).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours as WCAG 2 defines it: 1 to 21. */
export function contrast(one: Hex, other: Hex): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The colour, moved towards `toward` no further than it must, so that it stands out from all of the surfaces. */
export function readable(color: Hex, surfaces: readonly Hex[], ratio: number, toward: Hex): Hex {
  for (let share = 0; share < 1; share += 0.02) {
    const moved = mix(color, toward, share);
    if (surfaces.every((surface) => contrast(moved, surface) >= ratio)) return moved;
  }
  return toward;
}

/** "rgb(1 2 3 / 18%)". */
export function transparent(color: Hex, percent: number): string {
  return `rgb(${rgbOf(color).join(' ')} / ${percent}%)`;
}
