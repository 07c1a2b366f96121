import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageView } from '../generated/protocol';
import { firstDrawn, useGrowing } from './useGrowing';

const many = (count: number): MessageView[] => Array.from({ length: count }, (_, i): MessageView => ({
  id: `m${i}`, parentId: i === 0 ? null : `m${i - 1}`, role: i % 2 === 0 ? 'user' : 'assistant', parts: [{ type: 'text', text: 'Hello' }], status: 'completed', error: null,
  commandId: null, turnId: null, epoch: 1, sequence: 0, source: null, model: null, usage: null, createdAt: '2026-01-01T00:00:00Z', completedAt: null, heardLength: null,
  siblings: null, providerId: null, modelId: null, spice: null, edited: false,
}));

describe('a long chat', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is drawn from its end, and then whole', () => {
    const messages = many(100);
    const { result } = renderHook(() => useGrowing(messages, null));
    expect(result.current).toEqual(messages.slice(-firstDrawn));
    let before = firstDrawn;
    while (before < 100) {
      act(() => vi.runOnlyPendingTimers());
      expect(result.current.length).toBeGreaterThan(before);
      expect(result.current.at(-1)).toBe(messages.at(-1));
      before = result.current.length;
    }
    expect(result.current).toBe(messages);
  });

  it('keeps what is drawn when messages are added, changed or taken away', () => {
    let messages = many(60);
    const { result, rerender } = renderHook(() => useGrowing(messages, null));
    const first = result.current[0];
    messages = [...messages, { ...many(1)[0]!, id: 'new' }];
    rerender();
    expect(result.current[0]).toBe(first);
    expect(result.current.at(-1)?.id).toBe('new');
    messages = messages.slice(0, firstDrawn);
    rerender();
    expect(result.current).toEqual(messages);
  });

  it('draws at once the message to which a search leads', () => {
    const messages = many(200);
    let wanted: string | null = null;
    const { result, rerender } = renderHook(() => useGrowing(messages, wanted));
    expect(result.current.some(({ id }) => id === 'm50')).toBe(false);
    wanted = 'm50';
    rerender();
    expect(result.current.some(({ id }) => id === 'm50')).toBe(true);
    wanted = null;
    rerender();
    expect(result.current.some(({ id }) => id === 'm50')).toBe(true);
    // Each piece asks for the next one.
    for (let piece = 0; piece < 10; piece++) act(() => vi.runOnlyPendingTimers());
    expect(result.current).toBe(messages);
  });

  it('that arrives after its first message was typed is drawn from its end', () => {
    let messages: MessageView[] = [];
    const { result, rerender } = renderHook(() => useGrowing(messages, null));
    expect(result.current).toEqual([]);
    messages = many(100);
    rerender();
    expect(result.current).toEqual(messages.slice(-firstDrawn));
  });
});
