import { settingNow } from '../settings/settingsState';

/** The longest side of an image that is sent, in pixels, where the settings say nothing. */
export const longestSide = 1_920;
/** The quality of a JPEG that is made here. */
export const quality = 0.85;
/** The server's bound, in bytes. */
export const largestImage = 10 * 1024 * 1024;

/** What the server takes as it is. */
const taken = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export const acceptedTypes = 'image/*';

/** The longest side now: what the settings say, 0 being any. */
export function sideNow(): number {
  return settingNow('IMAGE_UPLOAD_MAX_WIDTH', longestSide) || Number.MAX_SAFE_INTEGER;
}

/** The size of an image when its longest side is at most `most`, never larger than it was. */
export function fitWithin(width: number, height: number, most: number): { width: number; height: number } {
  const scale = Math.min(1, most / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Whether what was made here is sent instead of the file: only where the file cannot be sent, or would be larger. */
export function isBetter(made: { size: number }, file: { size: number; type: string }): boolean {
  return !taken.has(file.type) || made.size < file.size;
}

/** The images among what was dropped or pasted. */
export function imagesOf(files: FileList | readonly File[] | null | undefined): File[] {
  return [...(files ?? [])].filter((file) => file.type.startsWith('image/'));
}

export class PictureError extends Error {}

/** The image as it is sent: smaller where that is worth it. */
export async function prepare(file: File, draw: (file: File) => Promise<Blob | null> = redraw): Promise<Blob> {
  let made: Blob | null = null;
  // A GIF may move; a new one of it would not.
  if (file.type !== 'image/gif') {
    made = await draw(file);
    if (!made && !taken.has(file.type)) throw new PictureError(`${file.name || 'This image'} cannot be read here. Convert it to PNG or JPEG, or choose another one.`);
  }
  const best = made && isBetter(made, file) ? made : file;
  if (best.size > largestImage) throw new PictureError(`${file.name || 'The image'} is larger than 10 MB. Make it smaller, or choose another one.`);
  return best;
}

/** A JPEG of the image, no larger than is sent; null when the browser cannot read the file. */
async function redraw(file: File): Promise<Blob | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  try {
    const { width, height } = fitWithin(bitmap.width, bitmap.height, sideNow());
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d');
    if (!context) return null;
    // A JPEG knows no transparency; black would hide dark writing.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  } finally {
    bitmap.close();
  }
}
