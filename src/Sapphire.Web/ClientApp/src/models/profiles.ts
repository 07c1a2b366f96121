import type { ModelProfileView, ModelsView } from '../generated/protocol';

/** A profile that sets nothing. */
export function emptyProfile(key: string): ModelProfileView {
  return {
    key,
    temperature: null,
    topP: null,
    topK: null,
    minP: null,
    maxTokens: null,
    presencePenalty: null,
    frequencyPenalty: null,
    repeatPenalty: null,
    stop: null,
    seed: null,
    reasoningEffort: null,
    thinkingBudget: null,
    extraJson: null,
    contextTokens: null,
    sees: null,
    prices: null,
  };
}

/** The profiles' keys a person can choose, besides the names of models: all, and each provider. */
export function keyChoices(view: ModelsView): { value: string; label: string }[] {
  return [{ value: '*', label: 'All models' }, ...view.providers.map((p) => ({ value: `${p.id}/*`, label: `All models of ${p.name}` }))];
}

/** For what a profile is, in words. */
export function keyWords(key: string, view: ModelsView): string {
  const known = keyChoices(view).find((choice) => choice.value === key);
  if (known) return known.label;
  const provider = view.providers.find((p) => key.startsWith(`${p.id}/`));
  return provider ? `${key.slice(provider.id.length + 1)} of ${provider.name}` : key;
}

/** What a profile sets, in one line. */
export function profileWords(profile: ModelProfileView): string {
  const parts: [string, unknown][] = [
    ['temperature', profile.temperature],
    ['top-p', profile.topP],
    ['top-k', profile.topK],
    ['min-p', profile.minP],
    ['at most', profile.maxTokens === null ? null : `${profile.maxTokens.toLocaleString('en')} tokens`],
    ['presence', profile.presencePenalty],
    ['frequency', profile.frequencyPenalty],
    ['repeat', profile.repeatPenalty],
    ['seed', profile.seed],
    ['reasoning', profile.reasoningEffort],
    ['thinks', profile.thinkingBudget === null ? null : `${profile.thinkingBudget.toLocaleString('en')} tokens`],
    ['context', profile.contextTokens === null ? null : `${profile.contextTokens.toLocaleString('en')} tokens`],
    ['stops at', profile.stop === null ? null : profile.stop.map((s) => `“${s}”`).join(', ')],
    ['price', profile.prices === null ? null : `${profile.prices.input} / ${profile.prices.output} USD`],
  ];
  const words = parts.filter(([, value]) => value !== null).map(([name, value]) => `${name} ${String(value)}`);
  if (profile.sees !== null) words.push(profile.sees ? 'takes images' : 'takes no images');
  if (profile.extraJson !== null) words.push('further members');
  return words.length === 0 ? 'Sets nothing yet.' : words.join(' · ');
}

/** A number of a field; null where it is empty. */
export function numberOf(value: number | string): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const text = value.trim();
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? null : number;
}
