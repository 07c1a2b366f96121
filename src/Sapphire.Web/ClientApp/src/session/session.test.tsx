import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { request } from '../api/http';
import { checkSession, session } from '../api/session';
import { show } from '../test/render';
import { LoginPage } from './LoginPage';
import { checkPassword, SetupPage } from './SetupPage';

const fetched = vi.fn<typeof fetch>();
const answer = (status: number, body: unknown, headers = {}) => fetched.mockResolvedValueOnce(new Response(JSON.stringify(body), { status, headers }));
const bodies = () => fetched.mock.calls.filter(([, o]) => o?.method === 'POST').map(([path, o]) => [path, JSON.parse(o!.body as string)]);

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal('fetch', fetched);
});

describe('the login', () => {
  it('tells a wrong password and how to get another', async () => {
    show(<LoginPage expired={false} />);
    answer(401, { title: 'No.' });
    await userEvent.type(screen.getByTestId('login-password'), 'nope{Enter}');
    await waitFor(() => expect(screen.getByTestId('session-error').textContent).toMatch(/password is wrong.*sapphire password/));
    expect(bodies()).toEqual([['/api/login', { password: 'nope' }]]);
  });

  it('counts the seconds down when tried too often', async () => {
    show(<LoginPage expired />);
    expect(screen.getByRole('status').textContent).toMatch(/expired.*kept/);
    answer(429, { title: 'Too often.', detail: '' }, { 'Retry-After': '2' });
    await userEvent.type(screen.getByTestId('login-password'), 'nope{Enter}');
    const button = screen.getByTestId<HTMLButtonElement>('login-submit');
    await waitFor(() => expect(button.textContent).toMatch(/Wait \d s/));
    expect(button.disabled).toBe(true);
    await waitFor(() => expect(button.disabled).toBe(false), { timeout: 10_000 });
  });
});

describe('a login that has expired', () => {
  it('is told, however many find it out at once', async () => {
    session.set({ state: 'ready', version: '1' });
    fetched.mockImplementation((path) => Promise.resolve(new Response(JSON.stringify(path === '/api/session' ? { state: 'login', version: '1', csrfToken: 't', setupAllowed: false } : {}), { status: path === '/api/session' ? 200 : 401 })));
    const asked = [checkSession(), request('GET', '/api/x').catch(() => false), checkSession()];
    await Promise.all(asked);
    await new Promise((resolve) => setTimeout(resolve));
    expect(fetched).toHaveBeenCalledTimes(4);
    expect(session.get()).toEqual({ state: 'login', version: '1', expired: true });
  });
});

describe('the setup', () => {
  it('wants the same good password twice', async () => {
    show(<SetupPage allowed />);
    await userEvent.type(screen.getByTestId('setup-password'), 'password1');
    await userEvent.type(screen.getByTestId('setup-confirm'), 'password2{Enter}');
    expect(screen.getByText('The two passwords differ.')).toBeTruthy();
    expect(bodies()).toEqual([]);
  });

  it('sends it with the one-time link', async () => {
    history.replaceState(null, '', '/setup?link=abc');
    show(<SetupPage allowed />);
    answer(400, { title: 'Not that one.', detail: 'Take another.' });
    await userEvent.type(screen.getByTestId('setup-password'), 'password1');
    await userEvent.type(screen.getByTestId('setup-confirm'), 'password1{Enter}');
    await waitFor(() => expect(screen.getByTestId('session-error').textContent).toBe('Not that one.Take another.'));
    expect(bodies()).toEqual([['/api/setup', { password: 'password1', link: 'abc' }]]);
    history.replaceState(null, '', '/');
  });

  it('explains what to do where it is not allowed', () => {
    const { container } = show(<SetupPage allowed={false} />);
    expect(container.textContent).toMatch(/one-time setup link/);
    expect(screen.queryByTestId('setup-password')).toBeNull();
  });

  it.each([
    ['1234567', false],
    ['12345678', true],
    ['x'.repeat(72), true],
    ['x'.repeat(73), false],
    ['ä'.repeat(37), false],
  ])('%s is a password: %s', (password, good) => expect(checkPassword(password) === null).toBe(good));
});
