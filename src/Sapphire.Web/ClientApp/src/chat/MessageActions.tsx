import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { MessageView } from '../generated/protocol';
import { CopyButton } from '../shared/CopyButton';
import { ContinueIcon, DotsIcon, PencilIcon, RedoIcon, RetryIcon, TrashIcon, UndoIcon } from '../shared/icons';
import { useSelect } from '../shared/store';
import { chats } from '../state/app';
import { answerAgain, continueReply, redo, removeMessages, undo } from '../state/commands';
import { ReadAloudButton } from '../voice/ui/MessageVoice';
import styles from './edit.module.css';
import { messageText } from './messageText';

interface Props {
  chatId: string;
  message: MessageView;
  last: boolean;
  onEdit: () => void;
}

/** What can be done with a message. */
export function MessageActions({ chatId, message, last, onEdit }: Props) {
  const user = message.role === 'user';
  const text = messageText(message);
  const spoken = message.source === 'room';
  return (
    <>
      {!user && text !== '' && <ReadAloudButton chatId={chatId} messageId={message.id} />}
      {text !== '' && <CopyButton text={() => text} label="Copy message" testId="copy-message" />}
      {!(user && spoken) && (user || text !== '') && <Act label={user ? 'Edit and send again' : 'Edit this reply'} testId="edit-message" icon={<PencilIcon size={16} />} run={onEdit} />}
      {!user && <Act label="Another answer" testId="regenerate" icon={<RetryIcon size={16} />} run={() => answerAgain(chatId, message.id)} />}
      {!user && last && message.status === 'completed' && text !== '' && (
        <Act label="Go on" testId="go-on" icon={<ContinueIcon size={16} />} run={() => continueReply(chatId, message.id)} />
      )}
      <More chatId={chatId} message={message} />
    </>
  );
}

function Act({ label, testId, icon, run }: { label: string; testId: string; icon: ReactNode; run: () => void | Promise<boolean> }) {
  const [busy, setBusy] = useState(false);
  return (
    <Tooltip label={label} openDelay={300}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="md"
        aria-label={label}
        loading={busy}
        data-testid={testId}
        onClick={() => {
          const done = run();
          if (!done) return;
          setBusy(true);
          void done.finally(() => setBusy(false));
        }}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}

function More({ chatId, message }: { chatId: string; message: MessageView }) {
  const [open, setOpen] = useState(false);
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end" returnFocus>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="md" aria-label="More for this message" data-testid="message-menu"><DotsIcon size={16} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{open && <Entries chatId={chatId} message={message} />}</Menu.Dropdown>
    </Menu>
  );
}

// Asked only while the menu is open: a row is not drawn again for what can be undone.
function Entries({ chatId, message }: { chatId: string; message: MessageView }) {
  const chat = useSelect(chats.state, (s) => (s.chat?.id === chatId ? s.chat : null));
  const at = chat?.messages.findIndex((m) => m.id === message.id) ?? -1;
  const count = chat && at >= 0 ? chat.messages.length - at : 1;
  return (
    <>
      <Menu.Item leftSection={<TrashIcon size={16} />} className={styles.danger ?? ''} data-testid="delete-from-here" onClick={() => void removeMessages(chatId, message.id, count)}>
        {count === 1 ? 'Delete this message' : `Delete from here (${count} messages)`}
      </Menu.Item>
      <Menu.Item leftSection={<UndoIcon size={16} />} disabled={!chat?.undoLabel} data-testid="undo" onClick={() => void undo(chatId, chat?.undoLabel ?? null)}>
        {chat?.undoLabel ? `Undo: ${chat.undoLabel}` : 'Nothing to undo'}
      </Menu.Item>
      {chat?.redoLabel && (
        <Menu.Item leftSection={<RedoIcon size={16} />} data-testid="redo" onClick={() => void redo(chatId, chat.redoLabel)}>Do again: {chat.redoLabel}</Menu.Item>
      )}
    </>
  );
}
