import type { MemoryScopeView } from '../generated/protocol';
import { scopeOf } from './inherit';

/** The scope of chats that are set to no other. */
export const defaultScope = 'default';
/** What a chat without a memory is set to. */
export const noScope = 'none';
/** Before the name of a scope that is to be made; in no name. */
const toMake = '+';

export interface ScopeItem {
  value: string;
  label: string;
}

/** How many memories a scope has, in words. */
export const memoriesOf = (count: number) => (count === 0 ? 'no memories' : count === 1 ? '1 memory' : `${count.toLocaleString('en')} memories`);

/** What a chat can be set to: the scopes with the default one first, the one that it has, no memory, and a new one by what is typed. */
export function scopeItems(scopes: readonly MemoryScopeView[], chosen: string | null, typed: string): ScopeItem[] {
  const others = [...scopes.map(({ name }) => name), ...(chosen === null ? [] : [chosen])].filter((name) => name !== defaultScope && name !== noScope);
  const names = [defaultScope, ...[...new Set(others)].sort(), noScope];
  const made = scopeOf(typed);
  const items = names.map((name) => ({ value: name, label: name }));
  return made === null || names.includes(made) ? items : [...items, { value: toMake + made, label: `Create “${made}”` }];
}

/** Those that fit what is typed, and always the one that is to be made of it. */
export function fitting(items: readonly ScopeItem[], typed: string): ScopeItem[] {
  const scope = scopeOf(typed) ?? '';
  const found = items.filter(({ value }) => value.startsWith(toMake) || value.includes(scope));
  // What was typed whole comes first: Enter takes it.
  return found.sort((a, b) => Number(b.value === scope) - Number(a.value === scope));
}

/** The name of the scope that is to be made; null where one is chosen that is there. */
export const newScopeOf = (value: string) => (value.startsWith(toMake) ? value.slice(toMake.length) : null);
