import { describe, expect, it } from 'vitest';
import { checkUrl } from './ProviderForm';
import { emptyProfile, keyWords, numberOf, profileWords } from './profiles';
import { moved, slugFor } from './useModels';

describe('the id of a provider', () => {
  it.each([
    ['LM Studio', [], 'lm-studio'],
    ['LM Studio', ['lm-studio', 'lm-studio-2'], 'lm-studio-3'],
    ['  …  ', [], 'provider'],
    ['auto', [], 'auto-2'],
    ['Modèle é', [], 'modele-e'],
  ])('of %s beside %j is %s', (name, taken, id) => expect(slugFor(name, taken)).toBe(id));
});

describe('an address', () => {
  it.each(['http://127.0.0.1:1234/v1', ' https://example.org '])('%s is one', (url) => expect(checkUrl(url)).toBeNull());
  it.each(['', 'localhost:1234', 'ftp://x', 'not one'])('"%s" is none, and says what one looks like', (url) => expect(checkUrl(url)).toMatch(/For example http:/));
});

describe('the order of providers', () => {
  it('is changed by moving one before or behind another', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  });
});

describe('a profile', () => {
  const view = { selection: 'auto', kinds: [], profiles: [], providers: [{ id: 'lm', name: 'LM Studio' }] } as unknown as Parameters<typeof keyWords>[1];
  it.each([
    ['*', 'All models'],
    ['lm/*', 'All models of LM Studio'],
    ['lm/qwen/qwen3-8b', 'qwen/qwen3-8b of LM Studio'],
    ['gpt-4o', 'gpt-4o'],
  ])('of %s is for %s', (key, words) => expect(keyWords(key, view)).toBe(words));

  it('says what it sets', () => {
    expect(profileWords(emptyProfile('*'))).toBe('Sets nothing yet.');
    expect(profileWords({ ...emptyProfile('*'), temperature: 0, maxTokens: 4096, sees: true })).toBe('temperature 0 · at most 4,096 tokens · takes images');
  });

  it.each([['', null], ['0', 0], [0.5, 0.5], ['x', null], [' 7 ', 7]])('reads the field %j as %j', (text, number) => expect(numberOf(text)).toBe(number));
});
