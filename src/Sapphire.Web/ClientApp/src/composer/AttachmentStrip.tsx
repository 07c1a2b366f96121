import { ActionIcon, Loader, UnstyledButton } from '@mantine/core';
import { CloseIcon } from '../shared/icons';
import { again, type Attachment, detach } from './attachments';
import styles from './attachments.module.css';

/** The images that will go with the next message. */
export function AttachmentStrip({ chatId, items }: { chatId: string | null; items: readonly Attachment[] }) {
  if (items.length === 0) return null;
  const failed = items.filter((item) => item.state === 'failed');
  return (
    <div className={styles.strip} data-testid="attachments">
      <ul className={styles.list} aria-label="Images of this message">
        {items.map((item) => (
          <li key={item.key} className={styles.item} data-testid="attachment" data-state={item.state}>
            <img className={styles.image} src={item.preview} alt={item.name || 'Image'} />
            {item.state === 'uploading' && <span className={styles.cover}><Loader size={18} role="status" aria-label={`${item.name || 'The image'} is uploaded`} /></span>}
            {item.state === 'failed' && (
              <UnstyledButton className={styles.cover ?? ''} data-bad aria-label={`Upload ${item.name || 'the image'} again`} data-testid="attachment-again" onClick={() => again(item)}>Again</UnstyledButton>
            )}
            <ActionIcon className={styles.remove ?? ''} size={22} radius="xl" variant="filled" color="dark" aria-label={`Remove ${item.name || 'the image'}`} data-testid="attachment-remove" onClick={() => detach(chatId, item.key)}>
              <CloseIcon size={12} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {failed[0] && <p className={styles.problem} role="alert" data-testid="attachment-problem">{failed[0].problem}</p>}
    </div>
  );
}
