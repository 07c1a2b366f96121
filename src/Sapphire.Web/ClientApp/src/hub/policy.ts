const delays = [0, 500, 1_000, 2_000, 5_000];

/**
 * How long to wait before attempt `attempt` (0 is the first after a loss), in milliseconds. It never gives up; after
 * the fourth it waits about five seconds. Up to a fifth is jitter, so that many browsers do not come back at once.
 */
export function reconnectDelay(attempt: number, random: () => number = Math.random): number {
  const base = delays[Math.min(attempt, delays.length - 1)]!;
  return Math.round(base * (0.9 + 0.2 * random()));
}

/** From this many failed attempts on the page says "offline" instead of "reconnecting". */
export const offlineAfter = 4;
