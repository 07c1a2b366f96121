import { describe, expect, it, vi } from 'vitest';
import type { ChatSummary, HomeView, NotificationView } from '../generated/protocol';
import { reduceHome } from './homeReducer';

const chat = (id: string, minute: number, title = id): ChatSummary => {
  const time = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return { id, title, createdAt: time, updatedAt: time, pinned: false, archived: false };
};
const note = (id: string): NotificationView => ({ id, title: id, detail: '', at: '2026-01-01T00:00:00Z', chatId: null, roomId: null });
const home: HomeView = { chats: [chat('b', 2), chat('a', 1)], timers: [], notifications: [note('n1')], model: { provider: 'Built-in commands', model: '', builtIn: true, detail: '' }, storage: null };
const ids = (h: HomeView | null) => h!.chats.map((c) => c.id);

describe('the home', () => {
  it('begins with a snapshot, and orders it by use', () => {
    expect(reduceHome(null, { type: 'chatListed', chat: chat('a', 1) })).toBeNull();
    expect(ids(reduceHome(null, { type: 'home', home: { ...home, chats: [chat('a', 1), chat('b', 2)] } }))).toEqual(['b', 'a']);
  });

  it('lists a new chat, and moves a used one up', () => {
    const next = reduceHome(home, { type: 'chatListed', chat: chat('c', 3) });
    expect(ids(next)).toEqual(['c', 'b', 'a']);
    expect(ids(reduceHome(next, { type: 'chatListed', chat: chat('a', 4) }))).toEqual(['a', 'c', 'b']);
  });

  it('shows a new title in place', () => {
    expect(reduceHome(home, { type: 'chatListed', chat: chat('a', 1, 'New') })!.chats[1]!.title).toBe('New');
  });

  it('puts one of ten thousand chats to its place without looking at the times of all', () => {
    const many = { ...home, chats: Array.from({ length: 10_000 }, (_, i) => chat(`c${i}`, 20_000 - i)) };
    const parse = vi.spyOn(Date, 'parse');
    const next = reduceHome(many, { type: 'chatListed', chat: chat('c5000', 30_000) })!;
    expect(parse.mock.calls.length).toBeLessThan(100);
    parse.mockRestore();
    expect(next.chats[0]!.id).toBe('c5000');
    expect(next.chats).toHaveLength(10_000);
    const back = reduceHome(next, { type: 'chatListed', chat: chat('c5000', 15_000) })!;
    expect(ids(back).slice(4_999, 5_002)).toEqual(['c4999', 'c5000', 'c5001']);
  });

  it('drops a chat', () => {
    expect(ids(reduceHome(home, { type: 'chatUnlisted', chatId: 'b' }))).toEqual(['a']);
  });

  it('shows a notification once, and drops it when dismissed', () => {
    const next = reduceHome(reduceHome(home, { type: 'notification', notification: note('n2') }), { type: 'notification', notification: note('n2') })!;
    expect(next.notifications.map((n) => n.id)).toEqual(['n1', 'n2']);
    expect(reduceHome(next, { type: 'notificationDismissed', id: 'n1' })!.notifications.map((n) => n.id)).toEqual(['n2']);
  });

  it('takes timers and the model whole', () => {
    const timer = { id: 't', label: null, durationSeconds: 5, dueAt: '2026-01-01T00:00:05Z', chatId: null, roomId: null };
    expect(reduceHome(home, { type: 'timers', timers: [timer] })!.timers).toEqual([timer]);
    const model = { provider: 'LM Studio', model: 'qwen3', builtIn: false, detail: '' };
    expect(reduceHome(home, { type: 'model', model })!.model).toBe(model);
  });

  it('knows why nothing can be saved until that is over', () => {
    const storage = { reason: 'full', title: 'The disk is full.', detail: 'Free some space.', since: '2026-01-01T00:00:00Z' };
    const failing = reduceHome(home, { type: 'storage', storage });
    expect(failing!.storage).toBe(storage);
    expect(reduceHome(failing, { type: 'storage', storage: null })!.storage).toBeNull();
  });
});
