import { memo, useCallback, useState } from 'react';
import { Button, UnstyledButton } from '@mantine/core';
import type { MessageView } from '../generated/protocol';
import { useSelect } from '../shared/store';
import { fullTime, shortTime } from '../shared/time';
import { outbox } from '../state/app';
import { answerAgain, editReply, removeToolCall } from '../state/commands';
import { room } from '../voice';
import { spokenPiece } from '../voice/roomView';
import { CorrectMessage, SpokenMark } from '../voice/ui/MessageVoice';
import styles from './chat.module.css';
import { OwnAvatar, ReplyAvatar, useAvatars } from './ChatAvatar';
import { EditMessage, isEdited } from './EditMessage';
import { MessageActions } from './MessageActions';
import { MessageMeta } from './MessageMeta';
import { messageText } from './messageText';
import { Parts, Picture } from './Parts';
import { ReplyState } from './ReplyState';
import { Siblings } from './Siblings';

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
  const images = message.parts.filter((part) => part.type === 'image');
  const [correcting, setCorrecting] = useState(() => isEdited(message.id));
  const pictured = useAvatars();
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
      {user && pictured && <OwnAvatar />}
      {user && images.map((image) => <Picture key={image.id} part={image} />)}
      {user && correcting && !spoken && (
        <EditMessage
          messageId={message.id}
          text={text}
          label="Edit your message"
          keepLabel="Send"
          mayBeEmpty={images.length > 0}
          onCancel={() => setCorrecting(false)}
          onKeep={(edited) => {
            setCorrecting(false);
            outbox.add(chatId, edited, false, message.id, images.length === 0 ? null : images);
          }}
        />
      )}
      {user && correcting && spoken && (
        <CorrectMessage
          text={text}
          onCancel={() => setCorrecting(false)}
          onSend={(corrected) => {
            setCorrecting(false);
            outbox.add(chatId, corrected, false, message.id);
          }}
        />
      )}
      {user && !correcting && (text !== '' || images.length === 0) && <Bubble text={text} pending={false} />}
      {user && last && !correcting && (
        <Button className={styles.answer ?? ''} size="compact-sm" variant="default" data-testid="answer" onClick={() => void answerAgain(chatId, message.id)}>Answer this</Button>
      )}
      {!user && (
        <div className={styles.body} data-avatars={pictured}>
          {pictured && <ReplyAvatar chatId={chatId} />}
          <div className={styles.content}>
            {correcting ? (
              <EditMessage
                messageId={message.id}
                text={text}
                label="Edit this reply"
                keepLabel="Save"
                onCancel={() => setCorrecting(false)}
                onKeep={async (edited) => {
                  const done = await editReply(chatId, message.id, edited);
                  if (done) setCorrecting(false);
                  return done;
                }}
              />
            ) : <ReplyText chatId={chatId} message={message} />}
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
          <Siblings chatId={chatId} message={message} />
          <MessageActions chatId={chatId} message={message} last={last} onEdit={() => setCorrecting(true)} />
          <div className={styles.facts}>
            <time dateTime={message.createdAt} title={fullTime(message.createdAt)}>{shortTime(message.createdAt)}</time>
            {message.edited && <span data-testid="edited">edited</span>}
            {message.model && <span>{message.model}</span>}
            <MessageMeta message={message} />
          </div>
        </div>
      )}
    </article>
  );
});

/** What a reply says; the sentence that is being spoken is marked, and what nobody heard is dimmed. */
function ReplyText({ chatId, message }: { chatId: string; message: MessageView }) {
  const piece = useSelect(room.view, (view) => spokenPiece(view, message.id));
  const [from, to] = piece?.split(':').map(Number) ?? [];
  const { id } = message;
  const live = message.status === 'streaming' || message.status === 'waiting';
  const onRemoveCall = useCallback((callId: string) => void removeToolCall(chatId, id, callId), [chatId, id]);
  return (
    <>
      <div data-testid="message-text" data-heard={message.heardLength ?? undefined}>
        <Parts parts={message.parts} live={message.status === 'streaming'} spokenFrom={from ?? null} spokenTo={to ?? null} heard={message.heardLength ?? null} onRemoveCall={live ? null : onRemoveCall} />
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
      <div className={styles.bubble} dir="auto" data-testid="message-text" data-pending={pending} data-folded={long && folded}>{text}</div>
      {long && (
        <UnstyledButton className={styles.pending ?? ''} aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          {folded ? 'Show all' : 'Show less'}
        </UnstyledButton>
      )}
    </>
  );
}
