import type {
  ChatPromptView, LibraryImported, LibraryReset, PersonaRequest, PersonasView, PromptPreview, PromptPreviewRequest, PromptRequestBody, PromptsView, SpiceCategoryRequest, SpicesView,
} from '../generated/protocol';
import { request } from './http';

const at = (...parts: (string | number)[]) => parts.map((part) => encodeURIComponent(part)).join('/');

export const getPrompts = (signal?: AbortSignal) => request<PromptsView>('GET', '/api/prompts', undefined, signal ? { signal } : {});
export const putPrompt = (name: string, body: PromptRequestBody, isNew = false) => request<PromptsView>('PUT', `/api/prompts/${at(name)}${isNew ? '?new=true' : ''}`, body);
export const deletePrompt = (name: string) => request<PromptsView>('DELETE', `/api/prompts/${at(name)}`);
export const renamePrompt = (name: string, to: string) => request<PromptsView>('POST', `/api/prompts/${at(name)}/rename`, { name: to });
export const duplicatePrompt = (name: string) => request<PromptsView>('POST', `/api/prompts/${at(name)}/duplicate`, { name: null });
export const resetPrompt = (name: string) => request<PromptsView>('POST', `/api/prompts/${at(name)}/reset`);
export const previewPrompt = (body: PromptPreviewRequest, signal: AbortSignal) => request<PromptPreview>('POST', '/api/prompts/preview', body, { signal });
/** `was` is what it must be now; left out, whatever is there is replaced. */
export const putPiece = (kind: string, key: string, value: string, { isNew = false, was = null }: { isNew?: boolean; was?: string | null } = {}) =>
  request<PromptsView>('PUT', `/api/prompts/components/${at(kind, key)}${isNew ? '?new=true' : ''}`, { value, was });
export const deletePiece = (kind: string, key: string) => request<PromptsView>('DELETE', `/api/prompts/components/${at(kind, key)}`);
export const renamePiece = (kind: string, key: string, to: string) => request<PromptsView>('POST', `/api/prompts/components/${at(kind, key)}/rename`, { name: to });
export const mergeFactory = () => request<LibraryImported>('POST', '/api/prompts/merge');
export const resetLibrary = () => request<LibraryReset>('POST', '/api/prompts/reset');
export const restoreLibrary = (file: unknown) => request<PromptsView>('POST', '/api/prompts/restore', file);
export const exportLibrary = () => request<unknown>('GET', '/api/prompts/export');
export const importLibrary = (file: unknown, conflict: 'keep' | 'replace' | 'both') => request<LibraryImported>('POST', `/api/prompts/import?conflict=${conflict}`, file);

export const getChatPrompt = (chatId: string, prompt: string | null, signal?: AbortSignal) =>
  request<ChatPromptView>('GET', `/api/prompts/chats/${at(chatId)}${query(prompt)}`, undefined, signal ? { signal } : {});
export const undoChatPrompt = (chatId: string, prompt: string | null) => request<ChatPromptView>('POST', `/api/prompts/chats/${at(chatId)}/undo${query(prompt)}`);
export const redoChatPrompt = (chatId: string, prompt: string | null, steps = 1) =>
  request<ChatPromptView>('POST', `/api/prompts/chats/${at(chatId)}/redo${query(prompt)}${steps === 1 ? '' : `${prompt === null ? '?' : '&'}steps=${steps}`}`);
export const dropChatPrompt = (chatId: string, prompt: string | null) => request<ChatPromptView>('DELETE', `/api/prompts/chats/${at(chatId)}${query(prompt)}`);
export const keepChatPrompt = (chatId: string, prompt: string | null, name: string) => request<PromptsView>('POST', `/api/prompts/chats/${at(chatId)}/keep${query(prompt)}`, { name });

export const getSpices = (signal?: AbortSignal) => request<SpicesView>('GET', '/api/spices', undefined, signal ? { signal } : {});
export const addSpice = (category: string, text: string) => request<SpicesView>('POST', '/api/spices', { category, text });
export const putSpices = (category: string, body: SpiceCategoryRequest, isNew = false) => request<SpicesView>('PUT', `/api/spices/${at(category)}${isNew ? '?new=true' : ''}`, body);
export const deleteSpices = (category: string) => request<SpicesView>('DELETE', `/api/spices/${at(category)}`);
export const renameSpices = (category: string, to: string) => request<SpicesView>('POST', `/api/spices/${at(category)}/rename`, { name: to });
export const changeSpice = (category: string, index: number, text: string, was: string) => request<SpicesView>('PUT', `/api/spices/${at(category, index)}`, { text, was });
export const deleteSpice = (category: string, index: number, was: string) => request<SpicesView>('DELETE', `/api/spices/${at(category, index)}?was=${encodeURIComponent(was)}`);

export const getPersonas = (signal?: AbortSignal) => request<PersonasView>('GET', '/api/personas', undefined, signal ? { signal } : {});
export const putPersona = (id: string, body: PersonaRequest, isNew = false) => request<PersonasView>('PUT', `/api/personas/${at(id)}${isNew ? '?new=true' : ''}`, body);
export const deletePersona = (id: string) => request<PersonasView>('DELETE', `/api/personas/${at(id)}`);
export const duplicatePersona = (id: string) => request<PersonasView>('POST', `/api/personas/${at(id)}/duplicate`);
export const resetPersona = (id: string) => request<PersonasView>('POST', `/api/personas/${at(id)}/reset`);

function query(prompt: string | null): string {
  return prompt === null ? '' : `?prompt=${encodeURIComponent(prompt)}`;
}
