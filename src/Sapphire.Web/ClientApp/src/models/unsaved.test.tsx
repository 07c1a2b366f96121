import { cleanup, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { forgetUnsaved } from '../shared/unsaved';
import { show } from '../test/render';
import { ProfileForm } from './ProfileForm';
import { emptyProfile } from './profiles';
import { ProviderForm } from './ProviderForm';

Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });

beforeEach(() => forgetUnsaved());

const type = (id: string, value: string) => fireEvent.change(screen.getByTestId(id), { target: { value } });
const shown = (id: string) => screen.getByTestId<HTMLInputElement>(id).value;

it('a provider that is half typed is there again but for its key, until it is stored or cancelled', async () => {
  let stores = false;
  const form = () => show(<ProviderForm provider={null} kinds={[]} onSave={async () => stores} onCancel={vi.fn()} />);
  const again = () => {
    cleanup();
    form();
  };
  form();
  type('provider-name', 'Attic');
  type('provider-url', 'http://10.0.0.7:8080/v1');
  type('provider-key', 'secret-of-nobody');
  again();
  expect([shown('provider-name'), shown('provider-url'), shown('provider-key')]).toEqual(['Attic', 'http://10.0.0.7:8080/v1', '']);
  expect(JSON.stringify({ ...localStorage })).not.toContain('secret-of-nobody');

  // What the server refuses stays, too.
  await userEvent.click(screen.getByTestId('provider-save'));
  again();
  expect(shown('provider-name')).toBe('Attic');
  stores = true;
  await userEvent.click(screen.getByTestId('provider-save'));
  again();
  expect(shown('provider-name')).toBe('');
  type('provider-name', 'Cellar');
  await userEvent.click(screen.getByTestId('provider-cancel'));
  again();
  expect(shown('provider-name')).toBe('');
});

it('a profile that is half changed is there again until it is cancelled', async () => {
  const view = { providers: [], profiles: [], kinds: [], selection: 'auto' } as unknown as Parameters<typeof ProfileForm>[0]['view'];
  const form = () => show(<ProfileForm profile={emptyProfile('*')} view={view} onSave={async () => false} onCancel={vi.fn()} />);
  form();
  type('profile-extra', '{ "mirostat": 2 }');
  cleanup();
  form();
  expect(shown('profile-extra')).toBe('{ "mirostat": 2 }');
  await userEvent.click(screen.getByTestId('profile-cancel'));
  cleanup();
  form();
  expect(shown('profile-extra')).toBe('');
});
