import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import type { MessageView, UsageView } from '../generated/protocol';
import { show } from '../test/render';
import { MessageMeta } from './MessageMeta';
import { detailsOf, priceOf, speedOf, summaryOf } from './meta';

const usage = (over: Partial<UsageView> = {}): UsageView =>
  ({ inputTokens: 1_200, outputTokens: 300, reasoningTokens: null, cachedTokens: null, costUsd: null, firstTokenMs: 500, durationMs: 10_500, systemPromptTokens: 90, droppedMessages: 0, hiddenImages: null, ...over }) as UsageView;
const message = (of: UsageView | null) => ({ role: 'assistant', usage: of, spice: null }) as MessageView;

describe('the figures of a reply', () => {
  it('count the speed from the first word on', () => {
    expect(speedOf(usage())).toBe(30);
    expect(speedOf(usage({ outputTokens: null }))).toBeNull();
    expect(speedOf(usage({ durationMs: 510 }))).toBeNull();
  });

  it('write small prices so that they say something', () => {
    expect([0, 0.000012, 0.00123, 0.0456, 0.5, 1.2, 12].map(priceOf)).toEqual(['$0', '$0.000012', '$0.0012', '$0.046', '$0.50', '$1.20', '$12.00']);
  });

  it('are short in the foot of the reply', () => {
    expect(summaryOf(usage({ costUsd: 0.0123 }))).toBe('30 tokens/s · $0.012');
    expect(summaryOf(usage({ inputTokens: null, outputTokens: null }))).toBe('11 s');
    expect(summaryOf(usage({ outputTokens: 4, durationMs: 510 }))).toBe('4 tokens');
  });

  it('name what was left out', () => {
    expect(Object.fromEntries(detailsOf(usage({ droppedMessages: 12, cachedTokens: 800 }), 'be bold'))).toMatchObject({ 'Older messages not sent': '12', 'From the cache': '800 tokens', Spice: 'be bold' });
  });

  it('open by a button, and are not there where nothing is known', async () => {
    const { unmount } = show(<MessageMeta message={message(usage())} />);
    await userEvent.click(screen.getByRole('button', { name: 'Figures of this reply: 30 tokens/s' }));
    expect((await screen.findByTestId('message-meta-details')).textContent).toContain('1,200 tokens');
    unmount();
    show(<MessageMeta message={message(null)} />);
    expect(screen.queryByTestId('message-meta')).toBeNull();
  });

  it('say that a model did not see the images', () => {
    show(<MessageMeta message={message(usage({ hiddenImages: 2 }))} />);
    expect(screen.getByTestId('images-hidden')).toBeTruthy();
  });
});
