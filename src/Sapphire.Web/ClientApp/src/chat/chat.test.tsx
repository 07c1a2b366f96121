import { act, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { MessageStatus, MessageView } from '../generated/protocol';
import { show } from '../test/render';
import { Announcer } from './Announcer';
import Markdown from './Markdown';
import { MessageRow } from './MessageRow';

vi.mock('../state/commands', () => ({ retryTurn: vi.fn(), continueTurn: vi.fn(), cancelTurn: vi.fn() }));

const reply = (status: MessageStatus, over: Partial<MessageView> = {}): MessageView => ({
  id: 'm1', parentId: null, role: 'assistant', parts: [{ type: 'text', text: 'Hello' }], status, error: null, commandId: null, turnId: 't1',
  epoch: 1, sequence: 0, source: null, model: 'built-in', usage: null, createdAt: '2026-01-01T00:00:00Z', completedAt: null, heardLength: null, siblings: null, providerId: null, modelId: null, spice: null, edited: false, ...over,
});
const row = (message: MessageView) => show(<MessageRow chatId="c1" message={message} last />);
const buttons = () => ['retry', 'continue', 'ask-again', 'cancel-waiting'].filter((id) => screen.queryByTestId(id));
vi.mock('./askAgain', () => ({ askAgain: vi.fn() }));
const error = { title: 'It broke.', detail: 'Mend it.', canRetry: true, canContinue: true };

describe('a reply', () => {
  it.each<[MessageStatus, Partial<MessageView>, string[], RegExp | null]>([
    ['completed', {}, [], null],
    ['waiting', { parts: [] }, ['cancel-waiting'], /Waits for the reply before it/],
    ['streaming', { parts: [] }, [], /thinking/],
    ['failed', { error }, ['retry', 'continue'], /It broke\..*Mend it\./],
    ['failed', { error: { ...error, canRetry: false, canContinue: false } }, [], /It broke/],
    ['cancelled', {}, ['retry'], /You stopped this reply/],
    ['interrupted', {}, ['retry'], /was stopped while it wrote/],
  ])('%s says so and offers what can be done', (status, over, expected, words) => {
    const { container } = row(reply(status, over));
    expect(buttons()).toEqual(expected);
    if (words) expect(container.textContent).toMatch(words);
    expect(screen.getByTestId('message').dataset['status']).toBe(status);
  });

  it.each<MessageStatus>(['failed', 'interrupted'])('%s that others follow is asked again at the end, so that they stay', (status) => {
    show(<MessageRow chatId="c1" message={reply(status, { error })} last={false} />);
    expect(buttons()).toEqual(['ask-again']);
  });

  it('folds tool calls, and tells how they ended', () => {
    const tool = { type: 'tool' as const, callId: 'k', name: 'set_timer', arguments: '{"seconds":5}', result: null, error: null, durationMs: null };
    const states: [MessageStatus, object, string][] = [
      ['streaming', {}, 'Using set_timer'],
      ['completed', { result: 'ok', durationMs: 2_500 }, 'Used set_timer · 2.5 s'],
      ['completed', { error: 'no' }, 'Could not use set_timer'],
      ['interrupted', {}, 'Began to use set_timer'],
    ];
    for (const [status, over, words] of states) {
      const { container, unmount } = row(reply(status, { parts: [{ ...tool, ...over }] }));
      const details = screen.getByTestId<HTMLDetailsElement>('tool-call');
      expect(details.open).toBe(false);
      expect(container.textContent).toContain(words);
      expect(container.textContent).toContain('"seconds": 5');
      unmount();
    }
  });
});

describe('Markdown', () => {
  const draw = (text: string) => show(<Markdown text={text} />).container;

  it('keeps raw HTML as text', () => {
    const container = draw('<img src=x onerror=alert(1)> <script>alert(1)</script> <b>bold</b>');
    expect(container.querySelector('img, script, b')).toBeNull();
    expect(container.textContent).toContain('<b>bold</b>');
  });

  it('opens links elsewhere, without telling where from, and drops scripts', () => {
    const container = draw('[a](https://example.org) [b](javascript:alert(1)) ![pic](https://example.org/p.png)');
    const links = [...container.querySelectorAll('a')];
    expect(links.map((a) => a.getAttribute('href'))).toEqual(['https://example.org', '', 'https://example.org/p.png']);
    for (const a of links) expect([a.target, a.rel]).toEqual(['_blank', 'noopener noreferrer']);
    expect(container.querySelector('img')).toBeNull();
  });

  it('shows code with its language, whole, while its fence is still open', () => {
    const container = draw('```csharp\nint x = 1;\nint y');
    expect(container.querySelector('pre')!.textContent).toBe('int x = 1;\nint y');
    expect(container.textContent).toContain('csharp');
    expect(screen.getByTestId('copy-code')).toBeTruthy();
  });

  it('begins headings at the second level and leaves none out', () => {
    const container = draw('### a\n\n##### b\n\n### c\n\n# d');
    expect([...container.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => h.tagName + h.textContent)).toEqual(['H2a', 'H3b', 'H2c', 'H2d']);
  });
});

describe('the announcer', () => {
  it('tells finished replies once and whole, and nothing of what was there before', () => {
    const view = show(<Announcer messages={[reply('completed', { id: 'old' })]} />);
    const said = () => screen.getByTestId('announcer').textContent;
    expect(said()).toBe('');
    const show2 = (...messages: MessageView[]) => act(() => view.rerender(<Announcer messages={messages} />));
    show2(reply('completed', { id: 'old' }), reply('streaming', { parts: [{ type: 'text', text: 'Hel' }] }));
    expect(said()).toBe('');
    show2(reply('completed', { id: 'old' }), reply('completed'));
    expect(said()).toBe('Sapphire: Hello');
  });
});
