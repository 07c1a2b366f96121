import { getAvatars, setAvatar, uploadAvatar } from '../api/avatars';
import type { AvatarsView } from '../generated/protocol';
import { createStore } from '../shared/store';

/** The pictures of the person and of the assistant; null until they are known. */
export const avatars = createStore<AvatarsView | null>(null);

/** The largest picture, in bytes. */
export const largestAvatar = 4 * 1024 * 1024;

export const avatarTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];

let asking: Promise<void> | null = null;

/** Asks for them anew; all who ask at once ask once. Without them the page shows letters. */
export function loadAvatars(): Promise<void> {
  // Where it cannot be had, it is asked again with the next page that shows them.
  asking ??= getAvatars().then(avatars.set, () => {}).finally(() => (asking = null));
  return asking;
}

/** Why a file cannot be a picture; null when it can. */
export function avatarProblem(file: { type: string; size: number; name: string }): string | null {
  if (!avatarTypes.includes(file.type)) return `${file.name} is no picture that can be used: choose PNG, JPEG, WebP or GIF.`;
  if (file.size > largestAvatar) return `${file.name} has ${(file.size / 1024 / 1024).toFixed(1)} MiB; at most 4 MiB are taken.`;
  return null;
}

/** Stores a picture and makes it the person's or the assistant's. */
export async function changeAvatar(who: 'user' | 'assistant', file: File | null): Promise<void> {
  await chooseAvatar(who, file === null ? null : (await uploadAvatar(file)).id);
}

/** Makes a picture that is stored the person's or the assistant's; null for none. */
export async function chooseAvatar(who: 'user' | 'assistant', id: string | null): Promise<void> {
  avatars.set(await setAvatar(who, id));
}
