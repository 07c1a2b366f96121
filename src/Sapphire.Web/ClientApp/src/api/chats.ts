import type { ChatSettings } from '../generated/protocol';
import { request } from './http';

/** One toolset of the home. */
export interface ToolsetView {
  readonly name: string;
  /** The names of its tools. */
  readonly tools: readonly string[];
}

/** `GET /api/toolsets`, and the answer to every change. */
export interface ToolsetsView {
  /** Those that a person made; `all`, `none` and `default` are there too. */
  readonly toolsets: readonly ToolsetView[];
  /** The names of all tools. */
  readonly tools: readonly string[];
  /** Why the file is not in force, with its line; null when it is. */
  readonly problem: string | null;
}

/** `GET` and `PUT /api/chats/defaults`. */
export interface ChatDefaultsView {
  readonly settings: ChatSettings;
}

/** The answer to an import or a copy. */
export interface ImportedChats {
  readonly chats: readonly { readonly id: string; readonly title: string | null; readonly messages: number }[];
}

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
