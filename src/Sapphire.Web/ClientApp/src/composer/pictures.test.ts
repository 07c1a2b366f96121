import { describe, expect, it } from 'vitest';
import { fitWithin, imagesOf, isBetter, largestImage, PictureError, prepare } from './pictures';

const file = (type: string, size: number, name = 'photo') => new File([new Uint8Array(size)], name, { type });
const jpeg = (size: number) => new Blob([new Uint8Array(size)], { type: 'image/jpeg' });

describe('an image before it is sent', () => {
  it('is made no larger than 1,920 pixels, in its own shape, and never larger than it was', () => {
    expect(fitWithin(4000, 3000, 1920)).toEqual({ width: 1920, height: 1440 });
    expect(fitWithin(1000, 4000, 1920)).toEqual({ width: 480, height: 1920 });
    expect(fitWithin(300, 200, 1920)).toEqual({ width: 300, height: 200 });
    expect(fitWithin(10_000, 1, 1920)).toEqual({ width: 1920, height: 1 });
  });

  it('is sent as it was where the new one would be larger', async () => {
    const small = file('image/png', 100);
    expect(await prepare(small, async () => jpeg(500))).toBe(small);
    const made = jpeg(500);
    expect(await prepare(file('image/png', 5_000), async () => made)).toBe(made);
    expect(isBetter({ size: 500 }, { size: 100, type: 'image/heic' })).toBe(true);
  });

  it('keeps a GIF, which may move', async () => {
    const gif = file('image/gif', 100);
    expect(await prepare(gif, () => Promise.reject(new Error('not drawn')))).toBe(gif);
  });

  it('is sent unread where the server takes its kind, and refused where nobody reads it', async () => {
    const webp = file('image/webp', 100);
    expect(await prepare(webp, async () => null)).toBe(webp);
    await expect(prepare(file('image/heic', 100, 'a.heic'), async () => null)).rejects.toThrow(/a\.heic cannot be read here/);
  });

  it('is refused when it stays too large', async () => {
    await expect(prepare(file('image/gif', largestImage + 1))).rejects.toThrow(PictureError);
  });

  it('is found among other files', () => {
    expect(imagesOf([file('text/plain', 1), file('image/png', 1)])).toHaveLength(1);
    expect(imagesOf(null)).toEqual([]);
  });
});
