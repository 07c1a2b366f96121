import { memo, useState } from 'react';
import { Button, UnstyledButton } from '@mantine/core';
import type { MessageView } from '../generated/protocol';
import { CopyButton } from '../shared/CopyButton';
import { Logo } from '../shared/icons';
import { useSelect } from '../shared/store';
import { fullTime, shortTime } from '../shared/time';
import { outbox } from '../state/app';
import { room } from '../voice';
import { spokenPiece } from '../voice/roomView';
import { CorrectMessage, ReadAloudButton, SpokenMark } from '../voice/ui/MessageVoice';
import styles from './chat.module.css';
import { messageText } from './messageText';
import { Parts } from './Parts';
import { ReplyState } from './ReplyState';

interface Props {
  chatId: string;
  message: MessageView;
  last: boolean;
  /** A search has led to it just now. */
  found?: boolean;
}

/** One message of the server's. Memoised: of a long chat only the message that changes is drawn again. */
export const MessageRow = memo(function MessageRow({ chatId, message, last, found = false }: Props) {
  const user = message.role === 'user';
  const text = messageText(message);
  const spoken = message.source === 'room';
  const [correcting, setCorrecting] = useState(false);
  const live = message.status === 'streaming' || message.status === 'waiting';
  return (
    <article
      className={`${styles.row} ${user ? styles.user : styles.assistant}`}
      aria-label={`${user ? 'You' : 'Sapphire'}, ${shortTime(message.createdAt)}`}
      aria-busy={message.status === 'streaming'}
      data-testid="message"
      data-role={message.role}
      data-status={message.status}
      data-message-id={message.id}
      data-turn-id={message.turnId ?? undefined}
      data-command-id={message.commandId ?? undefined}
      data-last={last}
      data-found={found || undefined}
    >
      {user && correcting && (
        <CorrectMessage
          text={text}
          onCancel={() => setCorrecting(false)}
          onSend={(corrected) => {
            setCorrecting(false);
            outbox.add(chatId, corrected, false, message.id);
          }}
        />
      )}
      {user && !correcting && <Bubble text={text} pending={false} />}
      {!user && (
        <div className={styles.body}>
          <div className={styles.avatar}><Logo size={24} /></div>
          <div className={styles.content}>
            <ReplyText message={message} />
            <ReplyState chatId={chatId} message={message} last={last} />
          </div>
        </div>
      )}
      {/* A live reply keeps its place, so that nothing jumps when it ends. */}
      {live && <div className={styles.foot} />}
      {!live && !correcting && (
        <div className={styles.foot}>
          {user && spoken && <SpokenMark />}
          {user && spoken && (
            <Button size="compact-xs" variant="subtle" color="gray" data-testid="correct" onClick={() => setCorrecting(true)}>Correct</Button>
          )}
          {!user && text !== '' && <ReadAloudButton chatId={chatId} messageId={message.id} />}
          {text !== '' && <CopyButton text={() => text} label="Copy message" testId="copy-message" />}
          <time dateTime={message.createdAt} title={fullTime(message.createdAt)}>{shortTime(message.createdAt)}</time>
          {message.model && <span>· {message.model}</span>}
        </div>
      )}
    </article>
  );
});

/** What a reply says; the sentence that is being spoken is marked, and what nobody heard is dimmed. */
function ReplyText({ message }: { message: MessageView }) {
  const piece = useSelect(room.view, (view) => spokenPiece(view, message.id));
  const [from, to] = piece?.split(':').map(Number) ?? [];
  return (
    <>
      <div data-testid="message-text" data-heard={message.heardLength ?? undefined}>
        <Parts parts={message.parts} live={message.status === 'streaming'} spokenFrom={from ?? null} spokenTo={to ?? null} heard={message.heardLength ?? null} />
      </div>
      {message.heardLength != null && <div className={styles.stoppedHere} data-testid="stopped-here">You stopped it here; the dimmed part was not heard.</div>}
    </>
  );
}

const foldFrom = 2_500;

/** What a person said: shown as it was typed; a very long text is folded. */
export function Bubble({ text, pending }: { text: string; pending: boolean }) {
  const long = text.length > foldFrom || text.split('\n', 41).length > 40;
  const [folded, setFolded] = useState(true);
  return (
    <>
      <div className={styles.bubble} data-testid="message-text" data-pending={pending} data-folded={long && folded}>{text}</div>
      {long && (
        <UnstyledButton className={styles.pending ?? ''} aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? 'Show all' : 'Show less'}
        </UnstyledButton>
      )}
    </>
  );
}
