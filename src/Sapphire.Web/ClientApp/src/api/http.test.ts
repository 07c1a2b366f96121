import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError, configureHttp, request, setCsrfToken } from './http';

const fetched = vi.fn<typeof fetch>();
const unauthorized = vi.fn();
const refreshToken = vi.fn(() => Promise.resolve(setCsrfToken('fresh')));
const problem = (status: number, body: unknown, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const header = (call: number, name: string) => new Headers(fetched.mock.calls[call]![1]!.headers).get(name);

beforeEach(() => {
  fetched.mockReset();
  unauthorized.mockReset();
  refreshToken.mockClear();
  vi.stubGlobal('fetch', fetched);
  configureHttp({ unauthorized, refreshToken });
  setCsrfToken('token');
});

describe('a request', () => {
  it('sends the token with what changes something, and reads JSON or nothing', async () => {
    fetched.mockResolvedValueOnce(new Response('{"a":1}')).mockResolvedValueOnce(new Response(null, { status: 204 }));
    expect(await request('GET', '/x')).toEqual({ a: 1 });
    expect(await request('POST', '/x', {})).toBeNull();
    expect([header(0, 'X-CSRF-Token'), header(1, 'X-CSRF-Token')]).toEqual([null, 'token']);
  });

  it('tells title, detail and the seconds to wait', async () => {
    fetched.mockResolvedValue(problem(429, { title: 'Too often.', detail: 'Wait.' }, { 'Retry-After': '7' }));
    const error = await request('POST', '/api/login', {}, { login: true }).catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 429, title: 'Too often.', detail: 'Wait.', retryAfterSeconds: 7 });
  });

  it('has words for an answer that is no problem document, and for none', async () => {
    fetched.mockResolvedValueOnce(new Response('<html>', { status: 502 })).mockRejectedValueOnce(new TypeError('failed'));
    await expect(request('GET', '/x')).rejects.toMatchObject({ title: 'The server answered 502.' });
    await expect(request('GET', '/x')).rejects.toMatchObject({ status: 0, title: 'Sapphire does not answer.' });
  });

  it('leads to the login when it has expired, but not for a wrong password', async () => {
    fetched.mockImplementation(() => Promise.resolve(problem(401, {})));
    await expect(request('GET', '/x')).rejects.toBeInstanceOf(ApiError);
    expect(unauthorized).toHaveBeenCalledOnce();
    await expect(request('POST', '/api/login', {}, { login: true })).rejects.toBeInstanceOf(ApiError);
    expect(unauthorized).toHaveBeenCalledOnce();
  });

  it('is sent once more with a fresh token when its own is stale', async () => {
    fetched.mockResolvedValueOnce(problem(403, { title: 'The request lacks its CSRF token.' })).mockResolvedValueOnce(new Response('{}'));
    await request('PUT', '/x', {});
    expect(header(1, 'X-CSRF-Token')).toBe('fresh');
    fetched.mockImplementation(() => Promise.resolve(problem(403, { title: 'The request lacks its CSRF token.' })));
    await expect(request('PUT', '/x', {})).rejects.toMatchObject({ status: 403 });
    expect(fetched).toHaveBeenCalledTimes(4);
  });
});
