import type { ChatSettings, ModelChoicesView, ProviderChoicesView } from '../generated/protocol';

/** What holds in a chat: its own settings, and the home's where it says nothing. */
export function over(own: ChatSettings, home: ChatSettings): ChatSettings {
  const both = Object.fromEntries(Object.keys(own).map((key) => [key, own[key as keyof ChatSettings] ?? home[key as keyof ChatSettings]])) as unknown as ChatSettings;
  // A model is one of its provider's: another provider's model under the same name would be another one.
  return { ...both, model: own.model ?? (own.provider === null || own.provider === home.provider ? home.model : null) };
}

/** The provider whose models a chat chooses from; undefined while it is the home's choice which one answers. */
export function providerOf(settings: ChatSettings, choices: ModelChoicesView | null): ProviderChoicesView | undefined {
  return choices?.providers.find(({ id }) => id === settings.provider);
}

interface Item {
  value: string;
  label: string;
}

/** Choices of a list, with the chosen one even where it does not exist (any more). */
export function itemsOf(items: readonly Item[], chosen: string | null): Item[] {
  const known = [...new Map(items.map((item) => [item.value, item])).values()];
  return chosen === null || known.some(({ value }) => value === chosen) ? known : [...known, { value: chosen, label: `${chosen} (does not exist)` }];
}

export const namesOf = (names: readonly string[]): Item[] => names.map((name) => ({ value: name, label: name }));

/** The providers, with the reason beside those that cannot be asked now. */
export function providerItems(choices: ModelChoicesView | null): Item[] {
  return (choices?.providers ?? []).map(({ id, name, usable, why }) => ({ value: id, label: usable ? name : `${name} (not now${why === '' ? '' : `: ${why}`})` }));
}

/** Letters that a memory scope can have; null for nothing. */
export function scopeOf(text: string): string | null {
  const scope = text.trim().toLowerCase().replace(/[^a-z0-9_]+/g, '_').slice(0, 32);
  return scope === '' ? null : scope;
}

/** A number in its range and to the hundredth; null for what is none. */
export function amountOf(text: string, min: number, max: number, whole = false): number | null {
  const value = Number.parseFloat(text.replace(',', '.'));
  if (Number.isNaN(value)) return null;
  const rounded = whole ? Math.round(value) : Math.round(value * 100) / 100;
  return Math.min(max, Math.max(min, rounded));
}

/** A colour as #rrggbb; null for none, undefined for what is no colour. */
export function colorOf(text: string): string | null | undefined {
  const color = text.trim().toLowerCase();
  if (color === '') return null;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/.exec(color);
  if (short) return `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}`;
  return /^#[0-9a-f]{6}$/.test(color) ? color : undefined;
}
