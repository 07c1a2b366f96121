import { startTransition, useEffect, useState } from 'react';
import type { MessageView } from '../generated/protocol';

/** So many messages fill most screens; what is missing follows in the next moment. */
export const firstDrawn = 7;
const step = 20;

/**
 * Of a long chat the last messages are drawn at once; the ones before them follow in pieces, between which the page
 * answers. A message that is `wanted` is drawn with what follows it.
 */
export function useGrowing(messages: readonly MessageView[], wanted: string | null): readonly MessageView[] {
  // How many of the oldest are not drawn yet; null before there is anything to draw.
  const [waiting, setWaiting] = useState<number | null>(null);
  const place = wanted === null ? -1 : messages.findIndex(({ id }) => id === wanted);
  const left = Math.max(0, Math.min(waiting ?? messages.length, messages.length - firstDrawn, place < 0 ? messages.length : place - step));
  const empty = messages.length === 0;

  useEffect(() => {
    if (!empty && waiting !== left) setWaiting(left);
  }, [empty, waiting, left]);

  useEffect(() => {
    if (left === 0) return undefined;
    // After what is drawn now is on the screen.
    const timer = setTimeout(() => startTransition(() => setWaiting(Math.max(0, left - step))), 0);
    return () => clearTimeout(timer);
  }, [left]);

  return left === 0 ? messages : messages.slice(left);
}
