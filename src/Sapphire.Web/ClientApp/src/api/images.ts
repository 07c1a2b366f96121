import type { ContextView, ImageUploaded } from '../generated/protocol';
import { request } from './http';

/** Uploads an image as it is; the answer says what its bytes are. */
export const uploadImage = (image: Blob, signal?: AbortSignal) => request<ImageUploaded>('POST', '/api/images', image, signal ? { signal } : {});

export const imageUrl = (id: string) => `/api/images/${encodeURIComponent(id)}`;

/** What a model would be sent of a chat now. */
export const getContext = (chatId: string, signal?: AbortSignal) =>
  request<ContextView>('GET', `/api/chats/${encodeURIComponent(chatId)}/context`, undefined, signal ? { signal } : {});
