import type { ChatDefaultsView, ChatSettings, ImportedChats, ToolsetsView, ToolsetView } from '../generated/protocol';
import { request } from './http';

const at = encodeURIComponent;

export const getToolsets = () => request<ToolsetsView>('GET', '/api/toolsets');
/** Stores a toolset; with another name inside it is renamed. */
export const putToolset = (name: string, toolset: ToolsetView) => request<ToolsetsView>('PUT', `/api/toolsets/${at(name)}`, toolset);
export const deleteToolset = (name: string) => request<ToolsetsView>('DELETE', `/api/toolsets/${at(name)}`);

export const getChatDefaults = () => request<ChatDefaultsView>('GET', '/api/chats/defaults');
export const putChatDefaults = (settings: ChatSettings) => request<ChatDefaultsView>('PUT', '/api/chats/defaults', { settings } satisfies ChatDefaultsView);

export const duplicateChat = (chatId: string) => request<ImportedChats>('POST', `/api/chats/${at(chatId)}/duplicate`);
/** Makes new chats of an export. */
export const importChats = (file: Blob) => request<ImportedChats>('POST', '/api/chats/import', file);
/** Where the file of a chat is fetched; its name comes with it. */
export const exportPath = (chatId: string, format: 'json' | 'markdown') => `/api/chats/${at(chatId)}/export?format=${format}`;
