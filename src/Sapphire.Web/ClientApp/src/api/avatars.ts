import type { AvatarsView, AvatarStored } from '../generated/protocol';
import { ApiError, getCsrfToken, request } from './http';

export const getAvatars = () => request<AvatarsView>('GET', '/api/avatars');
export const setAvatar = (who: 'user' | 'assistant', id: string | null) => request<AvatarsView>('PUT', `/api/avatars/${who}`, { id });

/** Where a picture is. */
export const avatarUrl = (id: string) => `/api/avatars/${encodeURIComponent(id)}`;

/** Stores a picture; gives its id. */
export async function uploadAvatar(file: Blob): Promise<AvatarStored> {
  let response: Response;
  try {
    response = await fetch('/api/avatars', {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': file.type || 'application/octet-stream', 'X-CSRF-Token': getCsrfToken() },
      credentials: 'same-origin',
      body: file,
    });
  } catch {
    throw new ApiError(0, 'Sapphire does not answer.', 'Check that it is running and that you are connected, then try again.');
  }

  const answer = (await response.json().catch(() => null)) as (AvatarStored & { title?: string; detail?: string }) | null;
  if (!response.ok || !answer) throw new ApiError(response.status, answer?.title ?? `The server answered ${response.status}.`, answer?.detail ?? '');
  return answer;
}
