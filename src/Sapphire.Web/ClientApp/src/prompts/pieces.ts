import type { PieceKeys, PieceView, PromptRequestBody, PromptView } from '../generated/protocol';

/** The kinds of pieces, in the order in which they are assembled. */
export const kinds = ['persona', 'location', 'relationship', 'goals', 'format', 'scenario', 'extras', 'emotions'] as const;

export type Kind = (typeof kinds)[number];

export const kindNames: Record<Kind, string> = {
  persona: 'Persona', location: 'Location', relationship: 'Relationship', goals: 'Goals', format: 'Format', scenario: 'Scenario', extras: 'Extras', emotions: 'Emotions',
};

export const kindHelp: Record<Kind, string> = {
  persona: 'Who the assistant is.',
  location: 'Where it is.',
  relationship: 'How it stands to you.',
  goals: 'What it wants to achieve.',
  format: 'How it answers.',
  scenario: 'What is going on.',
  extras: 'Further rules; a prompt takes as many as you like.',
  emotions: 'Moods; a prompt takes as many as you like.',
};

export const isList = (kind: Kind): kind is 'extras' | 'emotions' => kind === 'extras' || kind === 'emotions';

export const noPieces: PieceKeys = { persona: '', location: '', relationship: '', goals: '', format: '', scenario: '', extras: [], emotions: [] };

/** A prompt while it is edited. */
export interface Draft {
  kind: string;
  content: string;
  components: PieceKeys;
  privacyRequired: boolean;
}

export function draftOf(prompt: PromptView): Draft {
  return { kind: prompt.kind, content: prompt.content ?? '', components: prompt.components ?? noPieces, privacyRequired: prompt.privacyRequired };
}

export function bodyOf(draft: Draft, version: string | null): PromptRequestBody {
  return draft.kind === 'monolith'
    ? { kind: 'monolith', content: draft.content, components: null, privacyRequired: draft.privacyRequired, version, type: null }
    : { kind: 'assembled', content: null, components: { ...draft.components }, privacyRequired: draft.privacyRequired, version, type: null };
}

export function sameDraft(one: Draft, other: Draft): boolean {
  return JSON.stringify(bodyOf(one, null)) === JSON.stringify(bodyOf(other, null));
}

/** The key that a text becomes: lower case, a–z, 0–9, underscores. */
export function keyOf(text: string): string {
  return text.trim().toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+/, '').slice(0, 64).replace(/_+$/, '');
}

/** What a select offers for a kind, with what is chosen but does not exist. */
export function choices(pieces: readonly PieceView[], kind: Kind, chosen: readonly string[]): { value: string; label: string }[] {
  const known = pieces.filter((piece) => piece.kind === kind).map((piece) => piece.key);
  return [
    ...known.map((key) => ({ value: key, label: key })),
    ...chosen.filter((key) => key !== '' && !known.includes(key)).map((key) => ({ value: key, label: `${key} (does not exist)` })),
  ];
}

/** The first free name: "name 2". */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  for (let n = 2; ; n++) if (!taken.includes(`${name} ${n}`)) return `${name} ${n}`;
}
