import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandReply } from '../generated/protocol';
import { ConnectionLostError } from '../hub/hub';
import { Outbox } from './outbox';

type Call = { method: string; request: { commandId: string; chatId: string; text?: string } };

const ok: CommandReply = { accepted: true, error: null, messageId: 'm', turnId: 't' };
const no = (code: string, retryable: boolean): CommandReply => ({ accepted: false, error: { code, title: 'No.', detail: 'Because.', retryable }, messageId: null, turnId: null });

let calls: Call[];
let answer: (call: Call) => Promise<CommandReply>;
const hub = {
  invoke<T>(method: string, ...args: unknown[]) {
    const call = { method, request: args[0] } as Call;
    calls.push(call);
    return answer(call) as Promise<T>;
  },
};

beforeEach(() => {
  calls = [];
  answer = () => Promise.resolve(ok);
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const states = (box: Outbox) => box.items.get().map((i) => i.state);
const lost = () => Promise.reject(new ConnectionLostError('lost'));

describe('the outbox', () => {
  it('creates a new chat before it sends, and tells', async () => {
    const box = new Outbox(hub);
    const created: string[] = [];
    box.onCreated((id) => created.push(id));
    box.add('c1', 'hello', true);
    expect(box.isUncreated('c1')).toBe(true);
    await settle();
    expect(calls.map((c) => c.method)).toEqual(['Create', 'Send']);
    expect(created).toEqual(['c1']);
    expect(box.isUncreated('c1')).toBe(false);
    expect(states(box)).toEqual(['sent']);
  });

  it('sends the same command again after a lost connection, and only once more', async () => {
    const box = new Outbox(hub);
    answer = lost;
    const { commandId } = box.add('c1', 'hello', false);
    await settle();
    expect(box.items.get()[0]).toMatchObject({ state: 'unsent', title: 'Not sent yet.' });
    answer = () => Promise.resolve(ok);
    box.flush();
    box.flush();
    await settle();
    expect(calls.map((c) => c.request.commandId)).toEqual([commandId, commandId]);
    expect(states(box)).toEqual(['sent']);
  });

  it('uses the same create command again too, and is content when the chat exists', async () => {
    const box = new Outbox(hub);
    answer = lost;
    box.add('c1', 'one', true);
    await settle();
    box.add('c1', 'two', false);
    await settle();
    answer = (call) => Promise.resolve(call.method === 'Create' ? no('exists', false) : ok);
    calls = [];
    box.flush();
    await settle();
    expect(calls.map((c) => c.request.text ?? c.method)).toEqual(['Create', 'one', 'two']);
    expect(states(box)).toEqual(['sent', 'sent']);
  });

  it('keeps the order: what stands behind an unsent message waits', async () => {
    const box = new Outbox(hub);
    answer = lost;
    box.add('c1', 'one', false);
    box.add('c1', 'two', false);
    await settle();
    expect(calls.map((c) => c.request.text)).toEqual(['one']);
    expect(states(box)).toEqual(['unsent', 'unsent']);
    answer = () => Promise.resolve(ok);
    box.resend('c1');
    await settle();
    expect(calls.map((c) => c.request.text)).toEqual(['one', 'one', 'two']);
  });

  it('does not send a refused message again, and lets the next one through', async () => {
    const box = new Outbox(hub);
    answer = (call) => Promise.resolve(call.request.text === 'bad' ? no('invalid', false) : ok);
    box.add('c1', 'bad', false);
    box.add('c1', 'good', false);
    await settle();
    expect(states(box)).toEqual(['refused', 'sent']);
    calls = [];
    box.flush();
    await settle();
    expect(calls).toEqual([]);
    box.discard(box.items.get()[0]!.commandId);
    expect(states(box)).toEqual(['sent']);
  });

  it('holds a message that may be sent again later', async () => {
    const box = new Outbox(hub);
    answer = () => Promise.resolve(no('storage', true));
    box.add('c1', 'x', false);
    await settle();
    expect(box.items.get()[0]).toMatchObject({ state: 'unsent', title: 'No.', detail: 'Because.' });
  });

  it('lets go of what is seen in the chat, by command or by message', async () => {
    const box = new Outbox(hub);
    const first = box.add('c1', 'one', false);
    box.add('c1', 'two', false);
    await settle();
    box.settle('c1', { commandIds: new Set([first.commandId]), messageIds: new Set() });
    expect(box.items.get().map((i) => i.text)).toEqual(['two']);
    box.settle('c2', { commandIds: new Set(), messageIds: new Set(['m']) });
    expect(box.items.get()).toHaveLength(1);
    box.settle('c1', { commandIds: new Set(), messageIds: new Set(['m']) });
    expect(box.items.get()).toHaveLength(0);
  });

  it('survives a reload with what was not stored, and forgets what was', async () => {
    const before = new Outbox(hub);
    before.add('c1', 'stored', false);
    await settle();
    answer = lost;
    const kept = before.add('c2', 'not stored', true);
    await settle();
    const after = new Outbox(hub);
    expect(after.items.get()).toMatchObject([{ commandId: kept.commandId, text: 'not stored', state: 'unsent' }]);
    expect(after.isUncreated('c2')).toBe(true);
  });

  it('ignores rubbish in the storage', () => {
    localStorage.setItem('sapphire.outbox.x', '{not json');
    localStorage.setItem('sapphire.outbox.y', '{"text":1}');
    expect(new Outbox(hub).items.get()).toEqual([]);
  });
});
