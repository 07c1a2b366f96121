import { useEffect } from 'react';
import type { MessageView } from '../../generated/protocol';
import { MicIcon } from '../../shared/icons';
import { useSelect } from '../../shared/store';
import { room } from '..';
import styles from './voice.module.css';

/** What somebody is saying, where the message will stand; until the message itself is there. */
export function UtteranceRow({ chatId, messages }: { chatId: string | null; messages: readonly MessageView[] }) {
  const utterance = useSelect(room.view, (view) => view.utterance);
  const messageId = utterance?.messageId ?? null;
  const settled = messageId !== null && messages.some((m) => m.id === messageId);

  useEffect(() => {
    if (settled) room.settle(messageId);
  }, [settled, messageId]);

  if (!utterance || settled || (utterance.chatId !== null && utterance.chatId !== chatId)) return null;
  return (
    <div className={styles.utterance} data-testid="utterance" data-phase={utterance.phase} role="group" aria-label="What you are saying">
      <div className={styles.utteranceBubble}>
        <MicIcon size={15} />
        <span data-testid="utterance-text">{utterance.text || '…'}</span>
      </div>
    </div>
  );
}
