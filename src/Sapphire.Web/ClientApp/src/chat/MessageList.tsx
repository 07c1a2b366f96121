import { Button } from '@mantine/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { MessageView } from '../generated/protocol';
import { searchTarget } from '../search/searchState';
import { ArrowDownIcon } from '../shared/icons';
import { useStore } from '../shared/store';
import type { OutboxItem } from '../state/outbox';
import { selectBranch } from '../state/commands';
import { UtteranceRow } from '../voice/ui/UtteranceRow';
import { Announcer } from './Announcer';
import styles from './chat.module.css';
import { MessageRow } from './MessageRow';
import { PendingRow } from './PendingRow';
import { useGrowing } from './useGrowing';
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
  const { away, jump, leave } = useStickToBottom(scroller, content);
  const target = useStore(searchTarget);
  const wanted = target?.chatId === chatId ? target.messageId : null;
  const drawn = useGrowing(messages, wanted);
  const found = useFound(chatId, wanted, messages, drawn, content, leave);

  useEffect(() => {
    if (sentCount > 0) jump();
  }, [sentCount, jump]);

  return (
    <div className={styles.conversation}>
      <div ref={scroller} className={styles.scroll} role="region" aria-label="Conversation" tabIndex={0} data-testid="messages">
        <div ref={content} className={styles.column}>
          {drawn.map((message, i) => (
            <MessageRow key={message.id} chatId={chatId} message={message} last={i === drawn.length - 1 && pending.length === 0} found={message.id === found} />
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

const foundFor = 4_000;

/** The message to which a search leads: brings it into view, and says so where this branch does not have it. */
function useFound(
  chatId: string,
  wanted: string | null,
  messages: readonly MessageView[],
  drawn: readonly MessageView[],
  content: RefObject<HTMLElement | null>,
  leave: () => void,
): string | null {
  const [found, setFound] = useState<string | null>(null);
  const walkedTo = useRef<string | null>(null);

  useEffect(() => {
    if (wanted === null || drawn.length === 0) return;
    const row = content.current?.querySelector(`[data-message-id="${CSS.escape(wanted)}"]`);
    if (!row) {
      // It is drawn in a moment.
      if (messages.some(({ id }) => id === wanted)) return;
      // On another branch: that is shown, and then there is a row. A message that was deleted is refused in words.
      if (walkedTo.current === wanted) return;
      walkedTo.current = wanted;
      void selectBranch(chatId, wanted).then((done) => {
        if (done) return;
        walkedTo.current = null;
        searchTarget.set(null);
      });
      return;
    }
    walkedTo.current = null;
    searchTarget.set(null);
    leave();
    row.scrollIntoView({ block: 'center' });
    setFound(wanted);
  }, [wanted, chatId, messages, drawn, content, leave]);

  useEffect(() => {
    if (found === null) return undefined;
    const timer = setTimeout(() => setFound(null), foundFor);
    return () => clearTimeout(timer);
  }, [found]);

  return found;
}
