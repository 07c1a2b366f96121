import { Popover, UnstyledButton } from '@mantine/core';
import type { MessageView } from '../generated/protocol';
import styles from './meta.module.css';
import { detailsOf, summaryOf } from './meta';

/** What a reply took: its speed and its price in short, the rest on demand. */
export function MessageMeta({ message }: { message: MessageView }) {
  const usage = message.usage;
  if (message.role !== 'assistant' || !usage) return null;
  const summary = summaryOf(usage);
  const details = detailsOf(usage, message.spice);
  if (summary === '' || details.length === 0) return null;
  const hidden = usage.hiddenImages ?? 0;
  return (
    <>
      {hidden > 0 && <span data-testid="images-hidden">this model does not see images</span>}
      <Popover position="top-start" width={250} shadow="md" withinPortal>
        <Popover.Target>
          <UnstyledButton className={styles.meta ?? ''} data-testid="message-meta" aria-label={`Figures of this reply: ${summary}`}>{summary}</UnstyledButton>
        </Popover.Target>
        <Popover.Dropdown data-testid="message-meta-details">
          <dl className={styles.details}>
            {details.map(([name, value]) => (
              <div key={name} className={styles.line}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
