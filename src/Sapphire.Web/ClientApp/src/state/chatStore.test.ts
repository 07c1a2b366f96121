import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatView, MessageView, Update } from '../generated/protocol';
import type { SubscriptionObserver } from '../hub/subscription';
import { noSettings } from './chatSettings';
import { ChatStore } from './chatStore';
import { Outbox } from './outbox';

const message: MessageView = {
  id: 'm1', parentId: null, role: 'assistant', parts: [{ type: 'text', text: '' }], status: 'streaming', error: null, commandId: null, turnId: 't1',
  epoch: 1, sequence: 0, source: null, model: null, usage: null, createdAt: '2026-01-01T00:00:00Z', completedAt: null, heardLength: null, siblings: null, providerId: null, modelId: null, spice: null, edited: false,
};
const snapshot = (id: string, ...messages: MessageView[]): Update => ({ type: 'chat', chat: { id, title: 'T', messages, deleted: false, settings: noSettings, pinned: false, archived: false, undoLabel: null, redoLabel: null } satisfies ChatView });
const delta = (sequence: number): Update => ({ type: 'delta', messageId: 'm1', turnId: 't1', epoch: 1, sequence, part: 0, reasoning: false, text: `${sequence} ` });

let subscriptions: { chatId: string | null; observer: SubscriptionObserver<Update>; restarts: number; closed: boolean }[];
let frame: (() => void) | null;
let answer: () => Promise<unknown>;
let outbox: Outbox;
let store: ChatStore;

beforeEach(() => {
  subscriptions = [];
  frame = null;
  answer = () => Promise.resolve({ accepted: true, error: null, messageId: null, turnId: null });
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    frame = run;
    return 1;
  });
  vi.stubGlobal('cancelAnimationFrame', () => (frame = null));
  outbox = new Outbox({ invoke: <T,>() => answer() as Promise<T> });
  store = new ChatStore(
    {
      subscribe(chatId, observer) {
        const s = { chatId, observer, restarts: 0, closed: false };
        subscriptions.push(s);
        return { restart: () => s.restarts++, close: () => (s.closed = true) };
      },
    },
    outbox,
  );
});

const text = () => store.state.get().chat?.messages[0]?.parts.map((p) => (p.type === 'text' ? p.text : '')).join('');

describe('the chat store', () => {
  it('applies what came since the last frame at once', () => {
    store.open('c1');
    let told = 0;
    store.state.subscribe(() => told++);
    const { observer } = subscriptions[0]!;
    observer.next(snapshot('c1', message));
    for (let i = 1; i <= 50; i++) observer.next(delta(i));
    expect(told).toBe(0);
    frame!();
    expect(told).toBe(1);
    expect(text()!.split(' ')).toHaveLength(51);
  });

  it('asks anew when an update does not fit, and keeps what it shows until then', () => {
    store.open('c1');
    const { observer } = subscriptions[0]!;
    observer.next(snapshot('c1', message));
    observer.next(delta(1));
    frame!();
    observer.next(delta(3));
    frame!();
    expect(subscriptions[0]!.restarts).toBe(1);
    expect(text()).toBe('1 ');
  });

  it('shows a chat seen before at once, and asks for it all the same', () => {
    store.open('c1');
    subscriptions[0]!.observer.next(snapshot('c1', message));
    frame!();
    store.open('c2');
    expect(subscriptions[0]!.closed).toBe(true);
    expect(store.state.get().chat).toBeNull();
    store.open('c1');
    expect(store.state.get().chat?.id).toBe('c1');
    expect(subscriptions.map((s) => s.chatId)).toEqual(['c1', 'c2', 'c1']);
    store.reset();
    store.open('c1');
    expect(store.state.get().chat).toBeNull();
  });

  it('asks for a new chat only after it was created', async () => {
    let finish: (value: unknown) => void = () => {};
    answer = () => new Promise((resolve) => (finish = resolve));
    outbox.add('c1', 'hello', true);
    store.open('c1');
    expect(subscriptions).toHaveLength(0);
    finish({ accepted: true, error: null, messageId: null, turnId: null });
    await vi.waitFor(() => expect(subscriptions.map((s) => s.chatId)).toEqual(['c1']));
  });

  it('takes a message from the outbox when the chat holds it', async () => {
    const { commandId } = outbox.add('c1', 'hello', false);
    await vi.waitFor(() => expect(outbox.items.get()[0]?.state).toBe('sent'));
    store.open('c1');
    subscriptions[0]!.observer.next(snapshot('c1', { ...message, id: 'u1', role: 'user', commandId }));
    frame!();
    expect(outbox.items.get()).toEqual([]);
  });

  it('tells an error until something newer comes', () => {
    store.open('c1');
    subscriptions[0]!.observer.error!('no such chat');
    expect(store.state.get().error).toBe('no such chat');
    subscriptions[0]!.observer.next(snapshot('c1'));
    frame!();
    expect(store.state.get().error).toBeNull();
  });
});
