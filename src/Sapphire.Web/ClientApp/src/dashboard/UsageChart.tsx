import { Button, SegmentedControl, Select } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { getUsage } from '../api/search';
import type { UsageAnswer } from '../generated/protocol';
import { usageOpen } from '../state/ui';
import { Card } from './Card';
import { costOf, type Measure, type Series, seriesOf, valueText } from './usageSeries';
import styles from './dashboard.module.css';

const spans = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];

const dayName = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const nameOf = (day: string) => dayName.format(new Date(`${day}T00:00:00Z`));

/** Tokens, cost or replies of the last days, by model. */
export function UsageChart() {
  const [days, setDays] = useState('30');
  const [measure, setMeasure] = useState<Measure>('tokens');
  const [usage, setUsage] = useState<UsageAnswer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    const read = () => {
      if (document.visibilityState === 'hidden') return;
      getUsage(Number(days), abort.signal).then(
        (answer) => {
          if (abort.signal.aborted) return;
          setUsage(answer);
          setProblem(null);
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setProblem(describe(error));
        },
      );
    };
    read();
    const timer = setInterval(read, 30_000);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [days]);

  const priced = usage?.lines.some((line) => costOf(line) > 0) ?? false;
  // Not every model's server counts tokens.
  const counted = usage?.lines.some((line) => line.inputTokens + line.outputTokens > 0) ?? true;
  const shown = measure === 'cost' && !priced ? 'tokens' : measure === 'tokens' && !counted ? 'replies' : measure;
  const series = useMemo(() => seriesOf(usage?.lines ?? [], shown, Number(days)), [usage, shown, days]);
  return (
    <Card id="usage" title="Usage" problem={problem} side={<Button size="compact-sm" variant="subtle" onClick={() => usageOpen.set(true)}>Table</Button>}>
      <div className={styles.choices}>
        <SegmentedControl
          size="xs"
          aria-label="What is drawn"
          data={[{ value: 'tokens', label: 'Tokens' }, { value: 'replies', label: 'Replies' }, ...(priced ? [{ value: 'cost', label: 'Cost' }] : [])]}
          value={shown}
          onChange={(value) => setMeasure(value as Measure)}
          data-testid="usage-measure"
        />
        <Select size="xs" className={styles.span ?? ''} aria-label="Which days" data={spans} value={days} allowDeselect={false} onChange={(value) => value !== null && setDays(value)} />
      </div>
      {!counted && usage !== null && usage.lines.length > 0 && <p className={styles.note}>The servers of these models count no tokens.</p>}
      {usage !== null && (series.total === 0 ? <p className={styles.note} data-testid="usage-none">Nothing was answered on these days.</p> : <Chart series={series} measure={shown} />)}
    </Card>
  );
}

const width = 600;
const height = 150;

function Chart({ series, measure }: { series: Series; measure: Measure }) {
  const step = width / series.days.length;
  const gap = Math.min(4, step * 0.25);
  const busiest = series.days[series.days.findIndex((_, i) => series.models.reduce((sum, model) => sum + model.values[i]!, 0) === series.top)]!;
  return (
    <>
      <svg className={styles.chart} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" data-testid="usage-chart" aria-label={`${valueText(series.total, measure)} ${measure} in ${series.days.length} days; most on ${nameOf(busiest)}: ${valueText(series.top, measure)}`}>
        {series.days.map((day, i) => {
          let top = height;
          return (
            <g key={day}>
              <title>{`${nameOf(day)}: ${series.models.filter((model) => model.values[i]! > 0).map((model) => `${model.name} ${valueText(model.values[i]!, measure)}`).join(', ') || 'nothing'}`}</title>
              <rect className={styles.day} x={i * step} y={0} width={step} height={height} />
              {series.models.map((model, color) => {
                const size = (model.values[i]! / series.top) * (height - 4);
                top -= size;
                return size <= 0 ? null : <rect key={model.name} data-color={color} x={i * step + gap / 2} y={top} width={step - gap} height={size} />;
              })}
            </g>
          );
        })}
      </svg>
      <div className={styles.axis} aria-hidden><span>{nameOf(series.days[0]!)}</span><span>{nameOf(series.days.at(-1)!)}</span></div>
      <ul className={styles.legend}>
        {series.models.map((model, color) => (
          <li key={model.name} data-testid="usage-model" data-model={model.name}>
            <i data-color={color} aria-hidden />
            <span className={styles.legendName}>{model.name}</span>
            <span className={styles.legendValue}>{valueText(model.total, measure)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
