import { describe, expect, it } from 'vitest';
import { parseRoute, pathOf } from './router';
import { readStored, isString, writeStored } from './storage';
import { createStore } from './store';
import { countdown, dayGroup, durationWords } from './time';
import { uuid7 } from './uuid';

describe('uuid7', () => {
  it('has its version, its variant and the time in front', () => {
    const id = uuid7(0x0123_4567_89ab);
    expect(id).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts by time and does not repeat', () => {
    const ids = Array.from({ length: 1_000 }, (_, i) => uuid7(1_700_000_000_000 + i));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(Array.from({ length: 1_000 }, () => uuid7(5)))).toHaveProperty('size', 1_000);
  });
});

describe('the route', () => {
  it('of a chat goes there and back', () => {
    const route = { page: 'chat', chatId: '01900000-0000-7000-8000-000000000001' } as const;
    expect(parseRoute(pathOf(route))).toEqual(route);
    expect(parseRoute('/c/01900000-0000-7000-8000-00000000000A/')).toEqual({ page: 'chat', chatId: '01900000-0000-7000-8000-00000000000a' });
  });

  it.each([
    [{ page: 'prompts' }, '/prompts'],
    [{ page: 'personas' }, '/personas'],
    [{ page: 'models' }, '/models'],
    [{ page: 'dashboard' }, '/dashboard'],
    [{ page: 'cluster' }, '/cluster'],
    [{ page: 'settings' }, '/settings'],
    [{ page: 'settings', category: 'voice' }, '/settings/voice'],
  ] as const)('of a page goes there and back: %o', (route, path) => {
    expect(pathOf(route)).toBe(path);
    expect(parseRoute(path)).toEqual(route);
    expect(parseRoute(`${path}/`)).toEqual(route);
  });

  it.each(['/', '/c/', '/settings/a/b', '/settings/UP', '/prompts/x', '/c/x', '/setup', '/c/01900000-0000-7000-8000-000000000001/more'])('%s is no chat', (path) => {
    expect(parseRoute(path)).toEqual({ page: 'new' });
  });
});

describe('times', () => {
  it.each([
    [0, '0:00'],
    [-5_000, '0:00'],
    [1, '0:01'],
    [5_000, '0:05'],
    [60_000, '1:00'],
    [59_001, '1:00'],
    [3_723_000, '1:02:03'],
  ])('%i ms left is %s', (left, words) => expect(countdown(left)).toBe(words));

  it.each([
    [300, '5 minutes'],
    [1, '1 second'],
    [5_400, '1 hour 30 minutes'],
    [0, '0 seconds'],
  ])('%i s are %s', (seconds, words) => expect(durationWords(seconds)).toBe(words));

  it('groups chats by day', () => {
    const now = new Date(2026, 4, 20, 12);
    const at = (days: number) => new Date(2026, 4, 20 - days, 1).toISOString();
    expect([0, 1, 4, 12, 90].map((days) => dayGroup(at(days), now))).toEqual(['Today', 'Yesterday', 'Last 7 days', 'Last 30 days', 'Older']);
  });
});

describe('the storage', () => {
  it('gives back what fits, and nothing for rubbish', () => {
    writeStored('a', 'text');
    expect(readStored('a', isString)).toBe('text');
    writeStored('a', 5);
    expect(readStored('a', isString)).toBeNull();
    localStorage.setItem('a', '{');
    expect(readStored('a', isString)).toBeNull();
    writeStored('a', null);
    expect(localStorage.getItem('a')).toBeNull();
  });
});

describe('a store', () => {
  it('tells of changes only', () => {
    const store = createStore(1);
    let told = 0;
    const stop = store.subscribe(() => told++);
    store.set(1);
    store.set(2);
    store.set((n) => n + 1);
    stop();
    store.set(9);
    expect(told).toBe(2);
  });
});
