import type { ComponentType } from 'react';
import { ChatIcon, ClusterIcon, DashboardIcon, GearIcon, ModelIcon, PersonaIcon, PromptIcon } from '../shared/icons';
import { isChatRoute, lastChatRoute, type Route } from '../shared/router';

/** A place of the navigation. */
export interface Place {
  name: string;
  icon: ComponentType<{ size?: number }>;
  page: 'chat' | 'prompts' | 'personas' | 'models' | 'dashboard' | 'cluster' | 'settings';
  /** Where a click leads: for chats, to the one that was open last. */
  route: () => Route;
  /** Other words by which the command palette finds it. */
  keywords: string;
}

/** The pages, in the order of the navigation. */
export const places: readonly Place[] = [
  { page: 'chat', name: 'Chats', icon: ChatIcon, route: lastChatRoute, keywords: 'conversation messages talk home' },
  { page: 'prompts', name: 'Prompts', icon: PromptIcon, route: () => ({ page: 'prompts' }), keywords: 'system prompt pieces spices monolith scenario' },
  { page: 'personas', name: 'Personas', icon: PersonaIcon, route: () => ({ page: 'personas' }), keywords: 'character avatar voice' },
  { page: 'models', name: 'Models', icon: ModelIcon, route: () => ({ page: 'models' }), keywords: 'providers llm api key privacy proxy socks' },
  { page: 'dashboard', name: 'Dashboard', icon: DashboardIcon, route: () => ({ page: 'dashboard' }), keywords: 'health usage cost tokens log memory storage' },
  { page: 'cluster', name: 'Cluster', icon: ClusterIcon, route: () => ({ page: 'cluster' }), keywords: 'nodes shards queues actors operations' },
  { page: 'settings', name: 'Settings', icon: GearIcon, route: () => ({ page: 'settings' }), keywords: 'preferences options configuration backup' },
];

/** True when a route belongs to a place. */
export function isAt(place: Place, route: Route): boolean {
  return place.page === 'chat' ? isChatRoute(route) : place.page === route.page;
}

/** What stands in the place of a chat's title; undefined in a chat. */
export function pageTitle(route: Route): string | undefined {
  return isChatRoute(route) ? undefined : places.find((place) => isAt(place, route))?.name;
}
