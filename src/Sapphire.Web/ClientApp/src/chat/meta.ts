import type { UsageView } from '../generated/protocol';

const count = new Intl.NumberFormat('en');

/** Tokens a second while it wrote; null where that is not known. */
export function speedOf(usage: UsageView): number | null {
  const { outputTokens, durationMs, firstTokenMs } = usage;
  if (outputTokens == null || durationMs == null || outputTokens < 2) return null;
  const writing = durationMs - (firstTokenMs ?? 0);
  // A short answer may come at once; its speed would be that of the network.
  return writing < 50 ? null : outputTokens / (writing / 1_000);
}

/** "$0.0012", "$1.20"; small prices keep two figures that say something. */
export function priceOf(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars >= 0.995) return `$${dollars.toFixed(2)}`;
  const digits = Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(dollars))));
  return dollars < 1e-9 ? '< $0.000000001' : `$${dollars.toFixed(digits)}`;
}

export const secondsOf = (milliseconds: number) => (milliseconds < 9_950 ? `${(milliseconds / 1_000).toFixed(1)} s` : `${Math.round(milliseconds / 1_000)} s`);

/** What stands in the foot of a reply. */
export function summaryOf(usage: UsageView): string {
  const speed = speedOf(usage);
  const parts = [
    speed === null ? (usage.outputTokens != null ? `${count.format(usage.outputTokens)} tokens` : null) : `${speed < 9.95 ? speed.toFixed(1) : Math.round(speed)} tokens/s`,
    usage.costUsd != null && usage.costUsd > 0 ? priceOf(usage.costUsd) : null,
  ].filter((part) => part !== null);
  if (parts.length > 0) return parts.join(' · ');
  return usage.durationMs != null ? secondsOf(usage.durationMs) : '';
}

/** All that is known, for the details. */
export function detailsOf(usage: UsageView, spice: string | null | undefined): [string, string][] {
  const lines: [string, string | null][] = [
    ['Read', usage.inputTokens == null ? null : `${count.format(usage.inputTokens)} tokens`],
    ['From the cache', usage.cachedTokens ? `${count.format(usage.cachedTokens)} tokens` : null],
    ['Written', usage.outputTokens == null ? null : `${count.format(usage.outputTokens)} tokens`],
    ['Thought', usage.reasoningTokens ? `${count.format(usage.reasoningTokens)} tokens` : null],
    ['Prompt', usage.systemPromptTokens ? `about ${count.format(usage.systemPromptTokens)} tokens` : null],
    ['First word after', usage.firstTokenMs == null ? null : secondsOf(usage.firstTokenMs)],
    ['Done after', usage.durationMs == null ? null : secondsOf(usage.durationMs)],
    ['Price', usage.costUsd == null ? null : priceOf(usage.costUsd)],
    ['Older messages not sent', usage.droppedMessages ? count.format(usage.droppedMessages) : null],
    ['Images not seen', usage.hiddenImages ? count.format(usage.hiddenImages) : null],
    ['Spice', spice || null],
  ];
  return lines.filter((line): line is [string, string] => line[1] !== null);
}
