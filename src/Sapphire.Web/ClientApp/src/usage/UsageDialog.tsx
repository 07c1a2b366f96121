import { Button, Loader, Modal, Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { getUsage } from '../api/search';
import type { UsageAnswer } from '../generated/protocol';
import { priceOf } from '../chat/meta';
import { ProblemNote } from '../shared/ProblemNote';
import { usageOpen } from '../state/ui';
import { daysOf, durationOf, totalsOf } from './usage';
import styles from './usage.module.css';

const spans = [
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '365', label: 'Last 365 days' },
];

const count = new Intl.NumberFormat();
const dayName = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** What replies cost, by day and model. */
export default function UsageDialog() {
  const [days, setDays] = useState('30');
  const [usage, setUsage] = useState<UsageAnswer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
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
    return () => abort.abort();
  }, [days, attempt]);

  return (
    <Modal
      opened
      onClose={() => usageOpen.set(false)}
      title="Usage"
      size={680}
      closeButtonProps={{ 'aria-label': 'Close', 'data-testid': 'usage-close' } as object}
      data-testid="usage-dialog"
    >
      <Select className={styles.span ?? ''} aria-label="Which days" data={spans} value={days} allowDeselect={false} onChange={(value) => value !== null && setDays(value)} comboboxProps={{ withinPortal: true }} data-testid="usage-span" />
      {problem && (
        <ProblemNote problem={problem} className={styles.problem} testId="usage-error">
          <Button mt="sm" size="xs" variant="default" onClick={() => setAttempt((n) => n + 1)}>Try again</Button>
        </ProblemNote>
      )}
      {!usage && !problem && <Loader size="sm" role="status" aria-label="Loading" />}
      {usage && (usage.lines.length === 0 ? <p className={styles.empty} data-testid="usage-empty">Nothing was answered on these days.</p> : <Table usage={usage} />)}
      <p className={styles.note}>Tokens are counted where the model's server names them. Deleted chats count too.</p>
    </Modal>
  );
}

function Table({ usage }: { usage: UsageAnswer }) {
  const total = totalsOf(usage.lines);
  // Most people's models cost nothing; a column of zeros would say as much.
  const priced = total.costUsd > 0;
  return (
    <div className={styles.scroll} role="region" aria-label="Usage by day and model" tabIndex={0}>
      <table className={styles.table} data-testid="usage-table">
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Replies</th>
            <th scope="col">Tokens in</th>
            <th scope="col">Tokens out</th>
            <th scope="col">Time</th>
            {priced && <th scope="col">Price</th>}
          </tr>
        </thead>
        {daysOf(usage.lines).map(([day, lines]) => (
          <tbody key={day}>
            <tr>
              <th className={styles.day} scope="rowgroup" colSpan={priced ? 6 : 5}>{dayName.format(new Date(`${day}T00:00:00Z`))}</th>
            </tr>
            {lines.map((line) => (
              <tr key={line.model} data-testid="usage-line" data-day={day} data-model={line.model}>
                <td>{line.model || 'Unknown model'}</td>
                <td>{count.format(line.turns)}</td>
                <td>{count.format(line.inputTokens)}</td>
                <td>{count.format(line.outputTokens)}</td>
                <td>{durationOf(line.seconds)}</td>
                {priced && <td>{line.costUsd > 0 ? priceOf(line.costUsd) : '–'}</td>}
              </tr>
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr data-testid="usage-total">
            <th scope="row">Together</th>
            <td>{count.format(total.turns)}</td>
            <td>{count.format(total.inputTokens)}</td>
            <td>{count.format(total.outputTokens)}</td>
            <td>{durationOf(total.seconds)}</td>
            {priced && <td data-testid="usage-price">{priceOf(total.costUsd)}</td>}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
