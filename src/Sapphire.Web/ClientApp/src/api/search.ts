import type { SearchAnswer, UsageAnswer } from '../generated/protocol';
import { request } from './http';

/** Finds chats and messages. `after` is the `next` of the page before. */
export function search(text: string, after: string | null, signal?: AbortSignal): Promise<SearchAnswer> {
  const query = new URLSearchParams({ q: text });
  if (after !== null) query.set('after', after);
  return request<SearchAnswer>('GET', `/api/search?${query}`, undefined, signal ? { signal } : {});
}

/** What replies cost on the days of this browser's time zone. */
export function getUsage(days: number, signal?: AbortSignal): Promise<UsageAnswer> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const query = new URLSearchParams({ from: dayOf(days - 1), to: dayOf(0), zone, wait: 'true' });
  return request<UsageAnswer>('GET', `/api/usage?${query}`, undefined, signal ? { signal } : {});
}

/** The local date so many days ago, as 2026-01-31. */
export function dayOf(daysAgo: number, now: Date = new Date()): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
