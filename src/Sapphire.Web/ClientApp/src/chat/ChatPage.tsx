import { Button, Center, Loader } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import type { ChatView, ImageContentPart, MessageView } from '../generated/protocol';
import { Composer } from '../composer/Composer';
import { useChatContext } from '../composer/useContext';
import { isUnknownChat } from '../hub/subscription';
import { navigate } from '../shared/router';
import { useSelect, useStore } from '../shared/store';
import { uuid7 } from '../shared/uuid';
import { chats, home, outbox } from '../state/app';
import { cancelTurn, restoreChat, undo } from '../state/commands';
import { room } from '../voice';
import { UtteranceRow } from '../voice/ui/UtteranceRow';
import styles from './chat.module.css';
import empty from './empty.module.css';
import { EmptyChat } from './EmptyChat';
import { MessageList } from './MessageList';
import { useChatActions } from './useChatActions';

const noMessages: MessageView[] = [];

/** One chat: its messages, or why there are none, and the composer. */
export function ChatPage({ chatId }: { chatId: string | null }) {
  const open = useSelect(chats.state, (s) => (s.chatId === chatId ? s : null));
  const allPending = useStore(outbox.items);
  const pending = useMemo(() => allPending.filter((i) => i.chatId === chatId), [allPending, chatId]);
  useChatActions(chatId);
  const [sentCount, setSentCount] = useState(0);
  // A new key reads the draft again.
  const [composerKey, setComposerKey] = useState(0);
  const chat = open?.chat ?? null;
  const messages = chat?.messages ?? noMessages;
  const running = messages.find((m) => m.status === 'streaming') ?? messages.find((m) => m.status === 'waiting');
  const turnId = running?.turnId ?? null;
  const voice = useSelect(room.view, (view) => view.talk !== null || view.speech !== null || view.state !== 'Idle');
  const onStop = useMemo(() => {
    const running = chatId !== null && turnId !== null;
    if (!running && !voice) return null;
    return () => {
      if (voice) void room.stop();
      if (running) void cancelTurn(chatId, turnId);
    };
  }, [chatId, turnId, voice]);

  const context = useChatContext(chat);

  function send(text: string, images?: ImageContentPart[]) {
    const target = chatId ?? uuid7();
    outbox.add(target, text, chatId === null, null, images ?? null);
    setSentCount((n) => n + 1);
    if (chatId === null) navigate({ page: 'chat', chatId: target });
  }

  return (
    <main className={styles.page} aria-label="Chat">
      <Content chatId={chatId} chat={chat} error={open?.error ?? null} pendingCount={pending.length} onExample={(text) => send(text)}>
        <MessageList
          chatId={chatId ?? ''}
          messages={messages}
          pending={pending}
          sentCount={sentCount}
          onEdit={() => setComposerKey((n) => n + 1)}
        />
      </Content>
      {chat?.deleted !== true && <Composer key={composerKey} chatId={chatId} onSend={send} onStop={onStop} context={context} />}
    </main>
  );
}

interface ContentProps {
  chatId: string | null;
  chat: ChatView | null;
  error: string | null;
  pendingCount: number;
  onExample: (text: string) => void;
  children: ReactNode;
}

/** What stands above the composer. */
function Content({ chatId, chat, error, pendingCount, onExample, children }: ContentProps) {
  const listed = useSelect(home, (h) => (h ? h.chats.some((c) => c.id === chatId) : null));
  if (chatId === null) return <EmptyChat onExample={onExample}><UtteranceRow chatId={null} messages={noMessages} /></EmptyChat>;
  if (chat?.deleted) return <Deleted chatId={chatId} />;
  if (!chat && pendingCount === 0) {
    if (error !== null && (isUnknownChat(error) || listed === false)) return <Missing />;
    if (error !== null) return <Broken message={error.replace(/^.*HubException: /, '')} />;
    return <Center className={empty.center ?? ''}><Loader size="sm" role="status" aria-label="The chat is loading" /></Center>;
  }
  if (chat?.messages.length === 0 && pendingCount === 0) {
    return (
      <EmptyChat onExample={onExample}>
        {chat.undoLabel !== null && <Button mt="lg" variant="default" data-testid="undo" onClick={() => void undo(chatId)}>Undo: {chat.undoLabel}</Button>}
        <UtteranceRow chatId={chatId} messages={noMessages} />
      </EmptyChat>
    );
  }
  return children;
}

function Missing() {
  return (
    <div className={empty.center} data-testid="chat-missing">
      <div className={empty.centerInner}>
        <h2 className={empty.centerTitle}>There is no such chat</h2>
        <p className={empty.centerText}>It was deleted, or the address is mistyped. Your other chats are in the list.</p>
        <Button mt="lg" onClick={() => navigate({ page: 'new' })}>New chat</Button>
      </div>
    </div>
  );
}

function Broken({ message }: { message: string }) {
  return (
    <div className={empty.center} data-testid="chat-error" role="alert">
      <div className={empty.centerInner}>
        <h2 className={empty.centerTitle}>The chat does not open</h2>
        <p className={empty.centerText}>{message} The page tries again by itself.</p>
        <Button mt="lg" variant="default" onClick={() => location.reload()}>Reload the page</Button>
      </div>
    </div>
  );
}

function Deleted({ chatId }: { chatId: string }) {
  return (
    <div className={empty.center} data-testid="chat-deleted">
      <div className={empty.centerInner}>
        <h2 className={empty.centerTitle}>This chat was deleted</h2>
        <p className={empty.centerText}>You can have it back, with everything in it.</p>
        <Button mt="lg" data-testid="restore-chat" onClick={() => void restoreChat(chatId)}>Restore the chat</Button>
      </div>
    </div>
  );
}
