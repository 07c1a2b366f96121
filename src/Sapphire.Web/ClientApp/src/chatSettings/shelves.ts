import { getChatDefaults, getToolsets } from '../api/chats';
import { getScopes } from '../api/memory';
import { getChoices } from '../api/models';
import type { ChatDefaultsView, MemoryScopesView, ModelChoicesView, ToolsetsView } from '../generated/protocol';
import { read, type Shelf, useShelf } from '../prompts/library';
import { createStore } from '../shared/store';

export const defaultsShelf = createStore<Shelf<ChatDefaultsView>>({ view: null, problem: null });
export const toolsetShelf = createStore<Shelf<ToolsetsView>>({ view: null, problem: null });
export const choiceShelf = createStore<Shelf<ModelChoicesView>>({ view: null, problem: null });
export const scopeShelf = createStore<Shelf<MemoryScopesView>>({ view: null, problem: null });

export const reloadDefaults = () => read(defaultsShelf, getChatDefaults);
export const reloadToolsets = () => read(toolsetShelf, getToolsets);
const reloadChoices = () => read(choiceShelf, getChoices);
const reloadScopes = () => read(scopeShelf, getScopes);

export const useDefaultsShelf = () => useShelf(defaultsShelf, reloadDefaults);
export const useToolsetShelf = () => useShelf(toolsetShelf, reloadToolsets);
export const useChoiceShelf = () => useShelf(choiceShelf, reloadChoices);
export const useScopeShelf = () => useShelf(scopeShelf, reloadScopes);
