import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { MessageView } from '../generated/protocol';
import { ArrowDownIcon } from '../shared/icons';
import type { OutboxItem } from '../state/outbox';
import { UtteranceRow } from '../voice/ui/UtteranceRow';
import { Announcer } from './Announcer';
import styles from './chat.module.css';
import { MessageRow } from './MessageRow';
import { PendingRow } from './PendingRow';
import { useStickToBottom } from './useStickToBottom';

interface Props {
  chatId: string;
  messages: readonly MessageView[];
  pending: readonly OutboxItem[];
  /** Grows with each message sent here: what one has just said is always in view. */
  sentCount: number;
  onEdit: () => void;
}

export function MessageList({ chatId, messages, pending, sentCount, onEdit }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { away, jump } = useStickToBottom(scroller, content);

  useEffect(() => {
    if (sentCount > 0) jump();
  }, [sentCount, jump]);

  return (
    <div className={styles.conversation}>
      <div ref={scroller} className={styles.scroll} role="region" aria-label="Conversation" tabIndex={0} data-testid="messages">
        <div ref={content} className={styles.column}>
          {messages.map((message, i) => (
            <MessageRow key={message.id} chatId={chatId} message={message} last={i === messages.length - 1 && pending.length === 0} />
          ))}
          {pending.map((item) => <PendingRow key={item.commandId} item={item} onEdit={onEdit} />)}
          <UtteranceRow chatId={chatId} messages={messages} />
        </div>
      </div>
      {away && (
        <Button className={styles.jump ?? ''} size="xs" variant="default" leftSection={<ArrowDownIcon size={16} />} data-testid="jump-to-latest" onClick={jump}>
          Jump to latest
        </Button>
      )}
      <Announcer messages={messages} />
    </div>
  );
}
