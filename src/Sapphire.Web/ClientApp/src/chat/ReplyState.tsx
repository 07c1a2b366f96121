import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { MessageView } from '../generated/protocol';
import { AlertIcon, ContinueIcon, RetryIcon } from '../shared/icons';
import { cancelTurn, continueTurn, retryTurn } from '../state/commands';
import { askAgain } from './askAgain';
import styles from './chat.module.css';

interface Props {
  chatId: string;
  message: MessageView;
  last: boolean;
}

/** How a reply stands, in words, with what can be done about it. */
export function ReplyState({ chatId, message, last }: Props) {
  const { status, error, turnId } = message;
  switch (status) {
    case 'completed':
      return message.parts.length === 0 ? <div className={styles.state}>The reply was empty.{last && <Retry chatId={chatId} turnId={turnId} label="Try again" />}</div> : null;
    case 'waiting':
      return (
        <div className={styles.state}>
          <span>Waits for the reply before it.</span>
          {turnId && <Action label="Don’t answer" testId="cancel-waiting" run={() => cancelTurn(chatId, turnId)} />}
        </div>
      );
    case 'streaming':
      return isQuiet(message) ? (
        <span className={styles.dots} role="status"><i /><i /><i /><span className="visually-hidden">Sapphire is thinking</span></span>
      ) : null;
    case 'failed':
      return (
        <div className={styles.failure} data-testid="message-error">
          <AlertIcon size={20} />
          <div>
            <div className={styles.failureTitle}>{error?.title ?? 'The reply failed.'}</div>
            {error?.detail && <div className={styles.failureDetail}>{error.detail}</div>}
            {turnId && (error?.canRetry || error?.canContinue) && (
              <div className={styles.buttons}>
                {last && error.canContinue && <Continue chatId={chatId} turnId={turnId} />}
                {last && error.canRetry && <Retry chatId={chatId} turnId={turnId} label="Retry" />}
                {!last && <AskAgain chatId={chatId} message={message} />}
              </div>
            )}
          </div>
        </div>
      );
    case 'cancelled':
      return (
        <div className={styles.state}>
          <span>{message.parts.length === 0 ? 'You stopped this before it began.' : 'You stopped this reply.'}</span>
          {last && <Retry chatId={chatId} turnId={turnId} label="Try again" />}
        </div>
      );
    case 'interrupted':
      return (
        <div className={styles.state} data-testid="message-error">
          <span>{error?.title ?? 'Sapphire was stopped while it wrote this.'} {error?.detail}</span>
          {last && error?.canContinue && turnId && <Continue chatId={chatId} turnId={turnId} />}
          {last ? <Retry chatId={chatId} turnId={turnId} label="Try again" /> : <AskAgain chatId={chatId} message={message} />}
        </div>
      );
  }
}

/** Nothing on screen moves: no text yet, or a tool has returned and the model reads it. */
function isQuiet(message: MessageView): boolean {
  const end = message.parts.at(-1);
  return end === undefined || (end.type === 'tool' && (end.result !== null || end.error !== null));
}

function Retry({ chatId, turnId, label }: { chatId: string; turnId: string | null; label: string }) {
  if (!turnId) return null;
  return <Action label={label} testId="retry" icon={<RetryIcon size={15} />} run={() => retryTurn(chatId, turnId)} />;
}

function Continue({ chatId, turnId }: { chatId: string; turnId: string }) {
  return <Action label="Continue" testId="continue" icon={<ContinueIcon size={15} />} run={() => continueTurn(chatId, turnId)} />;
}

/**
 * Retrying a reply that others follow would begin a branch without them; so the question is put again at the end.
 */
function AskAgain({ chatId, message }: { chatId: string; message: MessageView }) {
  const run = () => {
    askAgain(chatId, message);
    return Promise.resolve(true);
  };
  return <Action label="Ask again" testId="ask-again" icon={<RetryIcon size={15} />} run={run} />;
}

interface ActionProps {
  label: string;
  testId: string;
  icon?: ReactNode;
  run: () => Promise<boolean>;
}

function Action({ label, testId, icon, run }: ActionProps) {
  const [busy, setBusy] = useState(false);
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={icon}
      loading={busy}
      data-testid={testId}
      onClick={() => {
        setBusy(true);
        void run().finally(() => setBusy(false));
      }}
    >
      {label}
    </Button>
  );
}
