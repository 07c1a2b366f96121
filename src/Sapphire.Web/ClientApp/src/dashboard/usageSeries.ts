import { dayOf } from '../api/search';
import type { UsageLineView } from '../generated/protocol';

/** What can be drawn. */
export type Measure = 'tokens' | 'cost' | 'replies';

/** The models in the order of their sums, the rest together as the last one. */
export interface Series {
  days: readonly string[];
  models: readonly { name: string; total: number; values: readonly number[] }[];
  total: number;
  /** The largest day. */
  top: number;
}

const most = 6;

/** Cost in US dollars where the line tells it. */
export const costOf = (line: UsageLineView): number => (line as { cost?: number | null }).cost ?? 0;

const measures: Record<Measure, (line: UsageLineView) => number> = {
  tokens: (line) => line.inputTokens + line.outputTokens,
  cost: costOf,
  replies: (line) => line.turns,
};

/** The last days by model, days without a reply included. */
export function seriesOf(lines: readonly UsageLineView[], measure: Measure, dayCount: number, now = new Date()): Series {
  const days = Array.from({ length: dayCount }, (_, i) => dayOf(dayCount - 1 - i, now));
  const at = new Map(days.map((day, i) => [day, i]));
  const byModel = new Map<string, number[]>();
  for (const line of lines) {
    const index = at.get(line.day);
    if (index === undefined) continue;
    const name = line.model || 'Unknown model';
    const values = byModel.get(name) ?? Array.from({ length: dayCount }, () => 0);
    values[index]! += measures[measure](line);
    byModel.set(name, values);
  }
  const all = [...byModel].map(([name, values]) => ({ name, values, total: sum(values) })).filter((model) => model.total > 0).sort((a, b) => b.total - a.total);
  const shown = all.slice(0, all.length > most ? most - 1 : most);
  const rest = all.slice(shown.length);
  const models = rest.length === 0 ? shown : [...shown, { name: `${rest.length} others`, values: days.map((_, i) => sum(rest.map((model) => model.values[i]!))), total: sum(rest.map((model) => model.total)) }];
  return { days, models, total: sum(models.map((model) => model.total)), top: Math.max(0, ...days.map((_, i) => sum(models.map((model) => model.values[i]!)))) };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', maximumFractionDigits: 2 });
const cents = new Intl.NumberFormat(undefined, { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });

/** A value for people. */
export function valueText(value: number, measure: Measure): string {
  return measure === 'cost' ? (value > 0 && value < 0.1 ? cents : dollars).format(value) : compact.format(value);
}
