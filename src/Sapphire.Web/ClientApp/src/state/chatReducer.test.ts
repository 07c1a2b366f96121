import { describe, expect, it } from 'vitest';
import type { ChatView, MessageView, PartView, TextDelta, Update } from '../generated/protocol';
import { noSettings } from './chatSettings';
import { reduceAll, reduceChat } from './chatReducer';

const base: MessageView = {
  id: 'm1', parentId: null, role: 'assistant', parts: [], status: 'streaming', error: null, commandId: null, turnId: 't1',
  epoch: 1, sequence: 0, source: null, model: null, usage: null, createdAt: '2026-01-01T00:00:00Z', completedAt: null, heardLength: null, siblings: null, providerId: null, modelId: null, spice: null, edited: false,
};
const message = (over: Partial<MessageView> = {}): MessageView => ({ ...base, ...over });
const chat = (...messages: MessageView[]): ChatView => ({ id: 'c1', title: 'T', messages, deleted: false, settings: noSettings, pinned: false, archived: false, undoLabel: null, redoLabel: null });
const delta = (sequence: number, text: string, over: Partial<TextDelta> = {}): TextDelta => ({
  type: 'delta', messageId: 'm1', turnId: 't1', epoch: 1, sequence, part: 0, reasoning: false, text, ...over,
});
const tool = (over = {}): PartView => ({ type: 'tool', callId: 'k', name: 'clock', arguments: '{}', result: null, error: null, durationMs: null, ...over });
const textOf = (c: ChatView | null, id = 'm1') =>
  c?.messages.find((m) => m.id === id)?.parts.map((p) => (p.type === 'tool' ? `[${p.result}]` : p.type === 'image' ? '' : p.text)).join('|');

describe('snapshot', () => {
  it('replaces everything that is held', () => {
    const held = chat(message({ parts: [{ type: 'text', text: 'old' }], sequence: 9 }), message({ id: 'm2' }));
    const fresh = chat(message({ epoch: 2, parts: [{ type: 'text', text: 'new' }] }));
    expect(reduceChat(held, { type: 'chat', chat: fresh })).toEqual({ chat: fresh, resubscribe: false });
  });

  it('keeps the identity of messages that are equal, so that they are not drawn again', () => {
    const held = chat(message({ status: 'completed' }), message({ id: 'm2' }));
    const fresh = chat({ ...held.messages[0]! }, message({ id: 'm2', sequence: 4 }));
    const { chat: next } = reduceChat(held, { type: 'chat', chat: fresh });
    expect(next!.messages[0]).toBe(held.messages[0]);
    expect(next!.messages[1]).toBe(fresh.messages[1]);
  });

  it('makes good what came before it in the same batch', () => {
    const fresh = chat(message({ sequence: 9, parts: [{ type: 'text', text: 'whole' }] }));
    const { chat: next, resubscribe } = reduceAll(chat(message()), [delta(5, 'x'), { type: 'chat', chat: fresh }, delta(10, '!')]);
    expect(resubscribe).toBe(false);
    expect(textOf(next)).toBe('whole!');
  });

  it('of another chat takes nothing over', () => {
    const held = chat(message());
    const fresh = { ...chat(message()), id: 'c2' };
    expect(reduceChat(held, { type: 'chat', chat: fresh }).chat).toBe(fresh);
  });
});

describe('message', () => {
  it('is appended when new and replaced by its id when known', () => {
    const held = chat(message({ id: 'u1', role: 'user', status: 'completed' }));
    const added = reduceChat(held, { type: 'message', message: message({ parentId: 'u1' }) }).chat!;
    expect(added.messages.map((m) => m.id)).toEqual(['u1', 'm1']);
    const done = reduceChat(added, { type: 'message', message: message({ status: 'completed' }) }).chat!;
    expect(done.messages.map((m) => m.status)).toEqual(['completed', 'completed']);
    expect(done.messages[0]).toBe(held.messages[0]);
  });

  it('restarts the numbering', () => {
    const held = chat(message({ epoch: 1, sequence: 7, parts: [{ type: 'text', text: 'abc' }] }));
    const { chat: next, resubscribe } = reduceAll(held, [
      { type: 'message', message: message({ epoch: 2, sequence: 3, parts: [{ type: 'text', text: 'x' }] }) },
      delta(4, 'y', { epoch: 2 }),
    ]);
    expect(resubscribe).toBe(false);
    expect(textOf(next)).toBe('xy');
  });

  it('behind one that is not held asks for a snapshot: that one was lost', () => {
    const held = chat(message({ id: 'u1', role: 'user', status: 'completed' }));
    const orphan = message({ id: 'm2', parentId: 'u2', status: 'completed' });
    expect(reduceChat(held, { type: 'message', message: orphan })).toEqual({ chat: held, resubscribe: true });
    expect(reduceChat(held, { type: 'message', message: message({ parentId: 'u1' }) }).resubscribe).toBe(false);
  });

  it('beside another one, or before the first, asks for a snapshot: it is of another branch', () => {
    const held = chat(message({ id: 'u1', role: 'user', status: 'completed' }), message({ id: 'm1', parentId: 'u1', status: 'completed' }));
    const beside = message({ id: 'm2', parentId: 'u1' });
    expect(reduceChat(held, { type: 'message', message: beside })).toEqual({ chat: held, resubscribe: true });
    const first = message({ id: 'u2', role: 'user', parentId: null });
    expect(reduceChat(held, { type: 'message', message: first })).toEqual({ chat: held, resubscribe: true });
  });

  it('before any snapshot asks for one', () => {
    expect(reduceChat(null, { type: 'message', message: message() })).toEqual({ chat: null, resubscribe: true });
  });
});

describe('delta', () => {
  it('appends when it is the very next one', () => {
    const { chat: next } = reduceAll(chat(message()), [delta(1, 'Hel'), delta(2, 'lo')]);
    expect(textOf(next)).toBe('Hello');
    expect(next!.messages[0]!.sequence).toBe(2);
  });

  it('seen already is dropped without asking', () => {
    const held = chat(message({ sequence: 2, parts: [{ type: 'text', text: 'Hello' }] }));
    for (const old of [1, 2]) expect(reduceChat(held, delta(old, 'lo'))).toEqual({ chat: held, resubscribe: false });
  });

  it.each([
    ['with a gap', delta(3, 'x')],
    ['of a later epoch', delta(1, 'x', { epoch: 2 })],
    ['of an earlier epoch', delta(1, 'x', { epoch: 0 })],
    ['of another turn', delta(1, 'x', { turnId: 't2' })],
    ['of an unknown message', delta(1, 'x', { messageId: 'm9' })],
    ['past the next part', delta(1, 'x', { part: 1 })],
    ['of a negative part', delta(1, 'x', { part: -1 })],
  ])('%s asks for a snapshot and changes nothing', (_, update) => {
    const held = chat(message());
    expect(reduceChat(held, update)).toEqual({ chat: held, resubscribe: true });
  });

  it('for a tool call asks for a snapshot', () => {
    expect(reduceChat(chat(message({ parts: [tool()] })), delta(1, 'x')).resubscribe).toBe(true);
  });

  it('makes a new part, of thoughts when it says so', () => {
    const { chat: next } = reduceAll(chat(message()), [delta(1, 'hm', { reasoning: true }), delta(2, '!', { reasoning: true }), delta(3, 'Yes', { part: 1 })]);
    expect(next!.messages[0]!.parts).toEqual([{ type: 'reasoning', text: 'hm!' }, { type: 'text', text: 'Yes' }]);
  });

  it('never changes what was held before', () => {
    const held = chat(message({ parts: [{ type: 'text', text: 'a' }] }));
    const copy = structuredClone(held);
    reduceAll(held, [delta(1, 'b'), delta(2, 'c'), { type: 'part', messageId: 'm1', turnId: 't1', epoch: 1, sequence: 3, index: 1, part: tool() }]);
    expect(held).toEqual(copy);
  });
});

describe('part', () => {
  const part = (sequence: number, index: number, value: PartView): Update => ({ type: 'part', messageId: 'm1', turnId: 't1', epoch: 1, sequence, index, part: value });

  it('is numbered with the deltas', () => {
    const { chat: next } = reduceAll(chat(message()), [part(1, 0, tool()), part(2, 0, tool({ result: '12:00' })), delta(3, 'Noon', { part: 1 })]);
    expect(textOf(next)).toBe('[12:00]|Noon');
  });

  it('with a gap, or behind the end, asks for a snapshot', () => {
    expect(reduceChat(chat(message()), part(2, 0, tool())).resubscribe).toBe(true);
    expect(reduceChat(chat(message()), part(1, 1, tool())).resubscribe).toBe(true);
  });
});

describe('updates of the home', () => {
  it('leave the chat alone', () => {
    const held = chat(message());
    expect(reduceChat(held, { type: 'timers', timers: [] })).toEqual({ chat: held, resubscribe: false });
  });
});

/** A small fast generator with a seed (mulberry32), so that a failing run can be repeated. */
function random(seed: number): (below: number) => number {
  let a = seed;
  return (below) => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** A server that writes replies and numbers what it sends; `state` is what it has stored. */
function server(next: (below: number) => number) {
  let state = chat(message());
  let count = 1;
  const current = () => state.messages.at(-1)!;
  const put = (m: MessageView) => {
    state = { ...state, messages: [...state.messages.filter((x) => x.id !== m.id), m] };
  };
  return {
    get state() {
      return state;
    },
    snapshot: (): Update => ({ type: 'chat', chat: structuredClone(state) }),
    step(): Update {
      const m = current();
      const choice = next(20);
      if (choice === 0) {
        const fresh = message({ id: `m${++count}`, parentId: m.id, turnId: `t${count}` });
        put(fresh);
        return { type: 'message', message: fresh };
      }
      if (choice === 1) {
        const fresh = { ...m, epoch: m.epoch + 1, parts: m.parts.slice(0, 1) };
        put(fresh);
        return { type: 'message', message: fresh };
      }
      const numbered = { messageId: m.id, turnId: m.turnId!, epoch: m.epoch, sequence: m.sequence + 1 };
      if (choice < 5) {
        const index = next(m.parts.length + 1);
        const value = tool({ callId: `k${numbered.sequence}`, result: choice === 2 ? null : 'ok' });
        put({ ...m, parts: Object.assign([...m.parts], { [index]: value }), sequence: numbered.sequence });
        return { type: 'part', ...numbered, index, part: value };
      }
      const end = m.parts.at(-1);
      const index = end && end.type !== 'tool' && choice > 7 ? m.parts.length - 1 : m.parts.length;
      const reasoning = choice === 6;
      const text = String.fromCharCode(97 + next(26));
      const held = m.parts[index];
      const value: PartView = held && held.type !== 'tool' && held.type !== 'image' ? { ...held, text: held.text + text } : { type: reasoning ? 'reasoning' : 'text', text };
      put({ ...m, parts: Object.assign([...m.parts], { [index]: value }), sequence: numbered.sequence });
      return { type: 'delta', ...numbered, part: index, reasoning, text };
    },
  };
}

describe('over a bad link', () => {
  it('the text on screen ends up as what the server has stored, whatever is lost, doubled or late', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const next = random(seed);
      const source = server(next);
      let held: ChatView | null = null;
      let inFlight: Update[] = [source.snapshot()];
      const deliver = (updates: Update[]) => {
        for (const update of updates) {
          const reduced = reduceChat(held, update);
          held = reduced.chat;
          // A new stream begins with a snapshot; what was still under way on the old one is not read any more.
          if (reduced.resubscribe) {
            inFlight = [source.snapshot()];
            return;
          }
        }
      };
      for (let step = 0; step < 120; step++) {
        const update = source.step();
        const fate = next(12);
        if (fate > 0) inFlight.push(update); // 0: lost
        if (fate === 1) inFlight.push(update); // doubled
        if (fate === 2) inFlight = [source.snapshot()]; // the connection was cut
        if (fate > 5) {
          const now = inFlight;
          inFlight = [];
          deliver(now);
        }
      }
      deliver(inFlight.splice(0));
      // Something was lost at the end and nothing after it told: the next update does.
      for (let tries = 0; tries < 3; tries++) {
        deliver([...inFlight.splice(0), source.step()]);
        deliver(inFlight.splice(0));
      }
      const last = source.state.messages.at(-1)!;
      expect(held!.messages.find((m: MessageView) => m.id === last.id), `seed ${seed}`).toEqual(last);
      const ids = held!.messages.map((m: MessageView) => m.id);
      expect(new Set(ids).size, `seed ${seed}`).toBe(ids.length);
    }
  });

  it('over a good link, cut anywhere, nothing is ever asked for and all is equal', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const next = random(seed * 7919);
      const source = server(next);
      let held: ChatView | null = reduceChat(null, source.snapshot()).chat;
      for (let step = 0; step < 80; step++) {
        const update = source.step();
        const reduced = next(15) === 0 ? reduceChat(held, source.snapshot()) : reduceChat(held, update);
        expect(reduced.resubscribe, `seed ${seed}`).toBe(false);
        held = reduced.chat;
        expect(held, `seed ${seed}`).toEqual(source.state);
      }
    }
  });
});
