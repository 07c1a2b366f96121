import { describe, expect, it } from 'vitest';
import { checkUrl } from './ProviderForm';
import { slugFor } from './useModels';

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
