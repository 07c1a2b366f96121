import { describe } from '../api/http';
import { imageUrl, uploadImage } from '../api/images';
import type { ImageContentPart } from '../generated/protocol';
import { createStore } from '../shared/store';
import { PictureError, prepare } from './pictures';

/** The server's bound for one message. */
export const mostImages = 16;

/**
 * An image that will go with the next message.
 *
 *   uploading ──stored──► ready ──sent──► (gone)
 *   uploading ──no connection, refused──► failed ──again──► uploading
 */
export interface Attachment {
  key: number;
  /** Null for one that the server has already. */
  file: File | null;
  name: string;
  /** Shows it while it is not sent. */
  preview: string;
  state: 'uploading' | 'ready' | 'failed';
  problem: string;
  image: ImageContentPart | null;
}

const none: readonly Attachment[] = [];
let nextKey = 1;

/** By chat; the chat that does not exist yet has its own. They are forgotten when the page is closed. */
const all = createStore<ReadonlyMap<string, readonly Attachment[]>>(new Map());
const keyOf = (chatId: string | null) => chatId ?? 'new';

export const attachmentStore = all;
export const attachmentsOf = (chatId: string | null) => (map: ReadonlyMap<string, readonly Attachment[]>) => map.get(keyOf(chatId)) ?? none;

function change(chatId: string | null, to: (items: readonly Attachment[]) => readonly Attachment[]): void {
  all.set((map) => new Map(map).set(keyOf(chatId), to(map.get(keyOf(chatId)) ?? none)));
}

/** Wherever it is by now: a chat that comes into being takes what was attached along. */
function patch(key: number, to: Partial<Attachment>): void {
  all.set((map) => new Map([...map].map(([chat, items]) => [chat, items.some((item) => item.key === key) ? items.map((item) => (item.key === key ? { ...item, ...to } : item)) : items])));
}

/** Takes what is attached along to another chat: to the one that was just made. */
export function moveAttachments(from: string | null, to: string): void {
  const items = attachmentsOf(from)(all.get());
  if (items.length === 0) return;
  change(from, () => none);
  change(to, (there) => [...there, ...items].slice(0, mostImages));
}

/** Adds images and uploads them. Returns how many did not find room. */
export function attach(chatId: string | null, files: readonly File[]): number {
  const room = Math.max(0, mostImages - attachmentsOf(chatId)(all.get()).length);
  const added = files.slice(0, room).map((file): Attachment => ({ key: nextKey++, file, name: file.name, preview: URL.createObjectURL(file), state: 'uploading', problem: '', image: null }));
  if (added.length > 0) change(chatId, (items) => [...items, ...added]);
  for (const item of added) void upload(item);
  return files.length - added.length;
}

/** Uploads again what has failed. */
export function again(item: Attachment): void {
  patch(item.key, { state: 'uploading', problem: '' });
  void upload(item);
}

export function detach(chatId: string | null, key: number): void {
  change(chatId, (items) => items.filter((item) => {
    if (item.key === key && item.file) URL.revokeObjectURL(item.preview);
    return item.key !== key;
  }));
}

/** Puts the images of a message that was not sent back into the composer. */
export function putBack(chatId: string | null, images: readonly ImageContentPart[]): void {
  const items = images.map((image): Attachment => ({ key: nextKey++, file: null, name: image.name ?? '', preview: imageUrl(image.id), state: 'ready', problem: '', image }));
  if (items.length > 0) change(chatId, (before) => [...items, ...before].slice(0, mostImages));
}

/** The images for a message that is sent now; they are gone from the composer then. */
export function takeAttachments(chatId: string | null): ImageContentPart[] {
  const ready = attachmentsOf(chatId)(all.get()).filter((item) => item.image !== null);
  for (const item of ready) detach(chatId, item.key);
  return ready.map((item) => item.image!);
}

async function upload(item: Attachment): Promise<void> {
  if (!item.file) return;
  try {
    const stored = await uploadImage(await prepare(item.file));
    patch(item.key, { state: 'ready', image: { type: 'image', id: stored.id, mediaType: stored.mediaType, width: stored.width, height: stored.height, name: item.name || null } });
  } catch (error) {
    const problem = error instanceof PictureError ? { title: error.message, detail: '' } : describe(error);
    patch(item.key, { state: 'failed', problem: `${problem.title} ${problem.detail}`.trim() });
  }
}
