import { Popover, UnstyledButton } from '@mantine/core';
import type { ContextView } from '../generated/protocol';
import styles from './gauge.module.css';

const count = new Intl.NumberFormat();

/** How full the model's context is, in percent; null where there is no limit to speak of. */
export function fullness(context: ContextView | null): number | null {
  if (!context || context.builtIn || context.limit <= 0) return null;
  return Math.min(100, Math.round((context.used / context.limit) * 100));
}

/** What of the chat the model is sent. */
export function ContextGauge({ context }: { context: ContextView | null }) {
  const percent = fullness(context);
  if (!context || context.builtIn || (percent === null && context.dropped === 0)) return null;
  const level = context.dropped > 0 ? 'over' : percent !== null && percent >= 80 ? 'high' : 'low';
  const dropped = context.dropped === 1 ? 'The oldest message is not sent' : `${count.format(context.dropped)} older messages are not sent`;
  return (
    <Popover position="top-end" width={280} shadow="md" withinPortal>
      <Popover.Target>
        <UnstyledButton
          className={styles.gauge ?? ''}
          data-level={level}
          data-testid="context-gauge"
          data-percent={percent ?? ''}
          data-dropped={context.dropped}
          aria-label={`${percent === null ? 'Context' : `Context ${percent} % full`}${context.dropped > 0 ? `, ${dropped.toLowerCase()}` : ''}`}
        >
          {percent !== null && (
            <svg className={styles.ring} width={14} height={14} viewBox="0 0 14 14" aria-hidden="true" focusable="false">
              <circle cx="7" cy="7" r="5.5" pathLength={100} />
              <circle className={styles.used} cx="7" cy="7" r="5.5" pathLength={100} strokeDasharray={`${percent} 100`} transform="rotate(-90 7 7)" />
            </svg>
          )}
          {context.dropped > 0 ? dropped : `Context ${percent} %`}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown data-testid="context-details">
        <dl className={styles.details}>
          <dt>Model</dt>
          <dd>{context.model}</dd>
          <dt>Sent</dt>
          <dd>{count.format(context.used)}{context.limit > 0 && ` of ${count.format(context.limit)}`} tokens</dd>
          <dt>Prompt</dt>
          <dd>{count.format(context.system)} tokens</dd>
          <dt>Tools</dt>
          <dd>{count.format(context.tools)} tokens</dd>
          <dt>Messages</dt>
          <dd>{count.format(context.messages - context.dropped)} of {count.format(context.messages)}</dd>
        </dl>
        <p className={styles.note}>{context.dropped > 0 ? `${dropped}: they do not fit. They stay in the chat.` : 'Counted by estimate. When it is full, the oldest messages are left out.'}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
