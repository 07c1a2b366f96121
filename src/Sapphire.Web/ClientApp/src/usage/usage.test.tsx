import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { dayOf, getUsage } from '../api/search';
import { show } from '../test/render';
import { daysOf, durationOf, totalsOf } from './usage';
import UsageDialog from './UsageDialog';

vi.mock('../api/search', async (original) => ({ ...(await original<typeof import('../api/search')>()), getUsage: vi.fn() }));

const lines = [
  { day: '2026-03-02', model: 'big', turns: 2, inputTokens: 1000, outputTokens: 50, seconds: 61, cachedTokens: 100, reasoningTokens: 7, costUsd: 0.25 },
  { day: '2026-03-02', model: '', turns: 1, inputTokens: 0, outputTokens: 0, seconds: 0.4, cachedTokens: 0, reasoningTokens: 0, costUsd: 0 },
  { day: '2026-03-01', model: 'big', turns: 1, inputTokens: 10, outputTokens: 5, seconds: 3, cachedTokens: 0, reasoningTokens: 0, costUsd: 0.05 },
];

beforeEach(() => vi.mocked(getUsage).mockReset());

describe('the usage', () => {
  it('is grouped by day and summed up', () => {
    expect(daysOf(lines).map(([day, all]) => [day, all.length])).toEqual([['2026-03-02', 2], ['2026-03-01', 1]]);
    expect(totalsOf(lines)).toEqual({ turns: 4, inputTokens: 1010, outputTokens: 55, seconds: 64.4, cachedTokens: 100, reasoningTokens: 7, costUsd: 0.3 });
    expect([0.4, 12, 61, 3600, 4800].map(durationOf)).toEqual(['0.4 s', '12 s', '1 min', '1 h', '1 h 20 min']);
  });

  it('asks for local days', () => {
    expect(dayOf(0, new Date(2026, 2, 1, 0, 30))).toBe('2026-03-01');
    expect(dayOf(1, new Date(2026, 2, 1, 23, 30))).toBe('2026-02-28');
  });

  it('shows a table with a total', async () => {
    vi.mocked(getUsage).mockResolvedValue({ from: '2026-02-01', to: '2026-03-02', zone: 'UTC', lines });
    show(<UsageDialog />);
    expect(await screen.findAllByTestId('usage-line')).toHaveLength(3);
    expect(screen.getByText('Unknown model')).toBeTruthy();
    expect(within(screen.getByTestId('usage-total')).getAllByRole('cell')[0]?.textContent).toBe('4');
    expect(screen.getByTestId('usage-price').textContent).toBe('$0.30');
  });

  it('says when there is nothing, and what went wrong', async () => {
    vi.mocked(getUsage).mockResolvedValueOnce({ from: '2026-02-01', to: '2026-03-02', zone: 'UTC', lines: [] });
    const { unmount } = show(<UsageDialog />);
    expect(await screen.findByTestId('usage-empty')).toBeTruthy();
    unmount();
    vi.mocked(getUsage).mockRejectedValueOnce(new ApiError(503, 'This cannot be read now.', 'Try again in a moment.'));
    show(<UsageDialog />);
    expect((await screen.findByTestId('usage-error')).textContent).toContain('Try again in a moment.');
  });
});
