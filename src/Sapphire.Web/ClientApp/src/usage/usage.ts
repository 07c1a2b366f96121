import type { UsageLineView } from '../generated/protocol';

/** The lines by their day, in the order in which they came. */
export function daysOf(lines: readonly UsageLineView[]): [string, UsageLineView[]][] {
  const days = new Map<string, UsageLineView[]>();
  for (const line of lines) days.set(line.day, [...(days.get(line.day) ?? []), line]);
  return [...days];
}

export function totalsOf(lines: readonly UsageLineView[]): Omit<UsageLineView, 'day' | 'model'> {
  return lines.reduce(
    (sum, line) => ({
      turns: sum.turns + line.turns,
      inputTokens: sum.inputTokens + line.inputTokens,
      outputTokens: sum.outputTokens + line.outputTokens,
      seconds: sum.seconds + line.seconds,
      cachedTokens: sum.cachedTokens + line.cachedTokens,
      reasoningTokens: sum.reasoningTokens + line.reasoningTokens,
      costUsd: sum.costUsd + line.costUsd,
    }),
    { turns: 0, inputTokens: 0, outputTokens: 0, seconds: 0, cachedTokens: 0, reasoningTokens: 0, costUsd: 0 },
  );
}

/** "4.2 s", "3 min", "1 h 20 min". */
export function durationOf(seconds: number): string {
  if (seconds < 59.95) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
