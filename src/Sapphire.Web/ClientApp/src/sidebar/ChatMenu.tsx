import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import { exportPath } from '../api/chats';
import type { ChatSummary } from '../generated/protocol';
import { ArchiveIcon, CopyIcon, DotsIcon, DownloadIcon, PencilIcon, PinIcon, TrashIcon } from '../shared/icons';
import { archive, duplicate, pin } from './chatCommands';
import styles from './sidebar.module.css';

interface Props {
  chat: ChatSummary;
  onRename: () => void;
  onDelete: () => void;
}

/** What can be done with a chat of the list. */
export function ChatMenu({ chat, onRename, onDelete }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-end" width={210} returnFocus>
      <Menu.Target>
        <ActionIcon className={styles.menu} data-expanded={open} variant="subtle" color="gray" aria-label={`More for ${chat.title}`} data-testid="chat-menu">
          <DotsIcon size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown data-mantine-stop-propagation>
        <Menu.Item leftSection={<PencilIcon size={16} />} data-testid="rename-chat" onClick={onRename}>Rename</Menu.Item>
        <Menu.Item leftSection={<PinIcon size={16} />} data-testid="pin-chat" onClick={() => void pin(chat)}>{chat.pinned ? 'Unpin' : 'Pin'}</Menu.Item>
        <Menu.Item leftSection={<CopyIcon size={16} />} data-testid="duplicate-chat" onClick={() => void duplicate(chat)}>Duplicate</Menu.Item>
        <Menu.Item component="a" href={exportPath(chat.id, 'json')} download leftSection={<DownloadIcon size={16} />} data-testid="export-json">Export as JSON</Menu.Item>
        <Menu.Item component="a" href={exportPath(chat.id, 'markdown')} download leftSection={<DownloadIcon size={16} />} data-testid="export-markdown">Export as Markdown</Menu.Item>
        <Menu.Item leftSection={<ArchiveIcon size={16} />} data-testid="archive-chat" onClick={() => void archive(chat)}>{chat.archived ? 'Take out of the archive' : 'Archive'}</Menu.Item>
        <Menu.Divider />
        <Menu.Item className={styles.danger ?? ''} leftSection={<TrashIcon size={16} />} data-testid="delete-chat" onClick={onDelete}>Delete</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
