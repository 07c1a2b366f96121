import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MemoryScopesView } from '../generated/protocol';
import { toasts } from '../state/toasts';
import { scopesOpen } from '../state/ui';
import { show } from '../test/render';
import { fitting, memoriesOf, scopeItems } from './scopes';
import ScopesDialog from './ScopesDialog';
import { ScopeSelect } from './ScopeSelect';
import { scopeShelf } from './shelves';

Element.prototype.scrollIntoView = () => {};

const path = '/api/memory/scopes';
let server: MemoryScopesView;
let calls: { method: string; path: string; body: unknown }[];
let chosen: (string | null)[];
let refuse: boolean;

beforeEach(() => {
  server = { scopes: [{ name: 'default', count: 3 }, { name: 'garden', count: 0 }, { name: 'work', count: 1 }], created: null };
  calls = [];
  chosen = [];
  refuse = false;
  scopeShelf.set({ view: null, problem: null });
  toasts.set([]);
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const method = init.method ?? 'GET';
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as { name: string }) : undefined;
    if (method !== 'GET') calls.push({ method, path: url, body });
    if (refuse && method !== 'GET') return Promise.resolve(Response.json({ title: 'Not now.', detail: 'Later.' }, { status: 503 }));
    if (body) server = { created: body.name, scopes: [...server.scopes, { name: body.name, count: 0 }] };
    if (method === 'DELETE') server = { created: null, scopes: server.scopes.filter(({ name }) => name !== url.slice(path.length + 1).split('?')[0]) };
    return Promise.resolve(Response.json(server));
  });
});

function Picker() {
  const [value, setValue] = useState<string | null>(null);
  return <ScopeSelect label="Memory scope" placeholder="default" value={value} onChange={(to) => { chosen.push(to); setValue(to); }} testId="picker" clearable />;
}

describe('the picker of memory scopes', () => {
  const picker = async () => {
    show(<Picker />);
    await waitFor(() => expect(scopeShelf.get().view).not.toBeNull());
    return screen.getByTestId<HTMLInputElement>('picker');
  };

  it('makes a scope of what is typed, and takes it when it is made', async () => {
    const input = await picker();
    await userEvent.type(input, 'My Work{Enter}');
    await waitFor(() => expect(chosen).toEqual(['my_work']));
    expect(calls).toEqual([{ method: 'POST', path, body: { name: 'my_work' } }]);
    await waitFor(() => expect(input.value).toBe('my_work'));
  });

  it('takes the scope that was typed whole, and nothing when one cannot be made', async () => {
    refuse = true;
    const input = await picker();
    await userEvent.type(input, 'Nowhere{Enter}');
    await waitFor(() => expect(toasts.get()[0]).toMatchObject({ kind: 'error', title: 'Not now.' }));
    expect(chosen).toEqual([]);
    refuse = false;
    await userEvent.clear(input);
    await userEvent.type(input, 'work{Enter}');
    await waitFor(() => expect(chosen).toEqual(['work']));
    expect(calls).toHaveLength(1);
    await userEvent.click(screen.getByLabelText('Clear the memory scope'));
    expect(chosen).toEqual(['work', null]);
  });

  it('has the default scope first, no memory after all, and a scope that is not made yet', () => {
    expect(scopeItems([{ name: 'default', count: 1 }], 'later', '').map(({ value }) => value)).toEqual(['default', 'later', 'none']);
    expect(scopeItems([{ name: 'work', count: 1 }], null, 'wo').map(({ label }) => label)).toEqual(['default', 'work', 'none', 'Create “wo”']);
    expect(scopeItems([], null, 'None').map(({ value }) => value)).toEqual(['default', 'none']);
    expect(fitting(scopeItems([{ name: 'a_work', count: 1 }, { name: 'work', count: 1 }], null, 'Work'), 'Work').map(({ value }) => value)).toEqual(['work', 'a_work']);
    expect([0, 1, 1200].map(memoriesOf)).toEqual(['no memories', '1 memory', '1,200 memories']);
  });
});

describe('the memory scopes', () => {
  const row = (name: string) => within(document.querySelector<HTMLElement>(`[data-scope=${name}]`)!);
  const dialog = async () => {
    scopesOpen.set(true);
    show(<ScopesDialog />);
    await screen.findAllByTestId('scope');
  };

  it('are listed with what they hold; the default one stays', async () => {
    await dialog();
    expect(screen.getAllByTestId('scope-count').map((one) => one.textContent)).toEqual(['3 memories', 'no memories', '1 memory']);
    expect(row('default').queryByTestId('scope-delete')).toBeNull();
  });

  it('are deleted at once when they are empty, with the way back', async () => {
    await dialog();
    await userEvent.click(row('garden').getByTestId('scope-delete'));
    await waitFor(() => expect(document.querySelector('[data-scope=garden]')).toBeNull());
    expect(calls).toEqual([{ method: 'DELETE', path: '/api/memory/scopes/garden', body: undefined }]);
    act(() => toasts.get()[0]!.action!.run());
    await waitFor(() => expect(document.querySelector('[data-scope=garden]')).not.toBeNull());
  });

  it('are deleted with their memories only when that is confirmed', async () => {
    await dialog();
    await userEvent.click(row('work').getByTestId('scope-delete'));
    expect(row('work').getByTestId('scope-confirm').textContent).toContain('Delete work with its 1 memory?');
    await userEvent.click(row('work').getByTestId('scope-keep'));
    expect(screen.queryByTestId('scope-confirm')).toBeNull();
    expect(calls).toEqual([]);
    await userEvent.click(row('work').getByTestId('scope-delete'));
    await userEvent.click(row('work').getByTestId('scope-delete-all'));
    await waitFor(() => expect(document.querySelector('[data-scope=work]')).toBeNull());
    expect(calls).toEqual([{ method: 'DELETE', path: '/api/memory/scopes/work?confirm=true', body: undefined }]);
    expect(toasts.get()).toEqual([]);
  });

  it('are made by name, which is cleaned, and may be no other scope’s', async () => {
    await dialog();
    const name = screen.getByTestId<HTMLInputElement>('scope-name');
    await userEvent.type(name, 'Work');
    expect(screen.getByText('There is a scope “work” already.')).toBeTruthy();
    expect(screen.getByTestId<HTMLButtonElement>('add-scope').disabled).toBe(true);
    await userEvent.clear(name);
    await userEvent.type(name, 'none');
    expect(screen.getByText(/switches memory off/)).toBeTruthy();
    await userEvent.clear(name);
    await userEvent.type(name, 'At Sea{Enter}');
    await waitFor(() => expect(document.querySelector('[data-scope=at_sea]')).not.toBeNull());
    expect(name.value).toBe('');
  });

  it('say what went wrong', async () => {
    await dialog();
    refuse = true;
    await userEvent.click(row('garden').getByTestId('scope-delete'));
    await waitFor(() => expect(toasts.get()[0]).toMatchObject({ kind: 'error', title: 'Not now.' }));
    expect(document.querySelector('[data-scope=garden]')).not.toBeNull();
  });
});
