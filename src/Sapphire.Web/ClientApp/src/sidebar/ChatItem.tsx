import { TextInput } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, memo, useEffect, useRef, useState } from 'react';
import type { ChatSummary } from '../generated/protocol';
import { currentRoute, navigate, pathOf } from '../shared/router';
import { deleteChat, renameChat } from '../state/commands';
import { renameIntent, useIntent } from '../state/intents';
import { askComposerFocus, drawerOpen } from '../state/ui';
import { ChatMenu } from './ChatMenu';
import { hasMoved } from './moving';
import styles from './sidebar.module.css';

interface Props {
  chat: ChatSummary;
  active: boolean;
}

/** One line of the list: opens its chat, and has a menu of what can be done with it. */
export const ChatItem = memo(function ChatItem({ chat, active }: Props) {
  const [renaming, setRenaming] = useState(false);
  const link = useRef<HTMLAnchorElement>(null);
  const deleting = useRef(false);
  useIntent(renameIntent(chat.id), () => setRenaming(true));

  useEffect(() => {
    if (hasMoved([chat.id])) link.current?.focus();
  }, [chat.id]);

  function open(event: MouseEvent) {
    // With a modifier the browser opens a tab or a window.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate({ page: 'chat', chatId: chat.id });
    drawerOpen.set(false);
  }

  async function remove() {
    // A key that is held down says it once.
    if (deleting.current) return;
    deleting.current = true;
    const next = document.activeElement === link.current ? neighbour(link.current) : null;
    const deleted = await deleteChat(chat.id, chat.title, () => navigate({ page: 'chat', chatId: chat.id }));
    deleting.current = false;
    const route = currentRoute();
    // Who walks through the list goes on at its next line.
    if (deleted && next?.isConnected && (route.page !== 'chat' || route.chatId !== chat.id)) next.focus();
    if (deleted && route.page === 'chat' && route.chatId === chat.id) {
      navigate({ page: 'new' });
      askComposerFocus();
    }
  }

  if (renaming) {
    return (
      <li className={styles.item} data-testid="chat-item" data-chat-id={chat.id}>
        <RenameField
          chat={chat}
          done={() => {
            setRenaming(false);
            requestAnimationFrame(() => link.current?.focus());
          }}
        />
      </li>
    );
  }

  return (
    <li className={styles.item} data-testid="chat-item" data-chat-id={chat.id} data-active={active} aria-current={active ? 'page' : undefined}>
      <a
        ref={link}
        className={styles.link}
        dir="auto"
        href={pathOf({ page: 'chat', chatId: chat.id })}
        title={chat.title}
        aria-current={active ? 'page' : undefined}
        onClick={open}
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={(event) => {
          if (event.key === 'F2') setRenaming(true);
          if (event.key === 'Delete') void remove();
        }}
      >
        {chat.title}
      </a>
      <ChatMenu chat={chat} onRename={() => setRenaming(true)} onDelete={() => void remove()} />
    </li>
  );
});

/** The chat after this one in the list, or before it where it is the last. */
function neighbour(link: HTMLAnchorElement | null): HTMLAnchorElement | null {
  const all = [...(link?.closest('[data-testid="chat-list"]')?.querySelectorAll<HTMLAnchorElement>('[data-testid="chat-item"] a') ?? [])];
  const at = link === null ? -1 : all.indexOf(link);
  return all[at + 1] ?? all[at - 1] ?? null;
}

function RenameField({ chat, done }: { chat: ChatSummary; done: () => void }) {
  const [title, setTitle] = useState(chat.title);
  const finished = useRef(false);

  function finish(keep: boolean) {
    // Enter takes the field away, and that blurs it.
    if (finished.current) return;
    finished.current = true;
    const trimmed = title.trim();
    if (keep && trimmed !== '' && trimmed !== chat.title) void renameChat(chat.id, trimmed);
    done();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') finish(true);
    if (event.key === 'Escape') {
      event.stopPropagation();
      event.preventDefault();
      finish(false);
    }
  }

  return (
    <TextInput
      className={styles.rename ?? ''}
      size="xs"
      aria-label="Title of the chat"
      data-testid="rename-input"
      maxLength={200}
      value={title}
      ref={(element) => {
        // The menu gives the focus back to its button when it closes; take it after that.
        if (element && document.activeElement !== element) requestAnimationFrame(() => element.select());
      }}
      onChange={(event) => setTitle(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => finish(true)}
    />
  );
}
