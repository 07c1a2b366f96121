import { Button } from '@mantine/core';
import { memo } from 'react';
import { putBack } from '../composer/attachments';
import { shortTime } from '../shared/time';
import { outbox } from '../state/app';
import { readDraft, writeDraft } from '../state/drafts';
import type { OutboxItem } from '../state/outbox';
import styles from './chat.module.css';
import { Bubble } from './MessageRow';
import { Picture } from './Parts';

/** A message that the server has not stored, or whose way back to the page is not done. */
export const PendingRow = memo(function PendingRow({ item, onEdit }: { item: OutboxItem; onEdit: () => void }) {
  const bad = item.state === 'unsent' || item.state === 'refused';

  function edit() {
    const draft = readDraft(item.chatId);
    writeDraft(item.chatId, [item.text, draft].filter((words) => words !== '').join('\n\n'));
    putBack(item.chatId, item.images ?? []);
    outbox.discard(item.commandId);
    onEdit();
  }

  return (
    <article
      className={`${styles.row} ${styles.user}`}
      aria-label={`You, ${shortTime(item.createdAt)}, ${bad ? 'not sent' : 'sending'}`}
      data-testid="message"
      data-role="user"
      data-status={item.state === 'sent' ? 'sending' : item.state}
      data-command-id={item.commandId}
    >
      {item.images?.map((image) => <Picture key={image.id} part={{ ...image, type: 'image' }} />)}
      {(item.text !== '' || !item.images?.length) && <Bubble text={item.text} pending />}
      <div className={styles.pending} data-bad={bad} role={bad ? 'alert' : undefined}>
        {!bad && <span>Sending…</span>}
        {bad && <span>{item.title} {item.detail}</span>}
        {item.state === 'unsent' && (
          <Button size="compact-xs" variant="default" data-testid="resend" onClick={() => outbox.resend(item.chatId)}>Retry now</Button>
        )}
        {bad && <Button size="compact-xs" variant="default" data-testid="edit-unsent" onClick={edit}>Edit</Button>}
        {bad && <Button size="compact-xs" variant="default" data-testid="discard" onClick={() => outbox.discard(item.commandId)}>Discard</Button>}
      </div>
    </article>
  );
});
