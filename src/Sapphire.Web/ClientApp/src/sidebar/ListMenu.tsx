import { ActionIcon, Menu } from '@mantine/core';
import { useRef } from 'react';
import { DotsIcon, UploadIcon } from '../shared/icons';
import { useStore } from '../shared/store';
import { importFiles, importing } from './chatCommands';
import styles from './sidebar.module.css';

/** What can be done with the list of chats as a whole. */
export function ListMenu() {
  const input = useRef<HTMLInputElement>(null);
  const busy = useStore(importing) !== null;

  return (
    <>
      <Menu position="bottom-end" width={200} returnFocus>
        <Menu.Target>
          <ActionIcon variant="default" size={36} loading={busy} aria-label="More for the list of chats" data-testid="list-menu">
            <DotsIcon size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown data-mantine-stop-propagation>
          <Menu.Item leftSection={<UploadIcon size={16} />} data-testid="import-chats" onClick={() => input.current?.click()}>Import chats…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="application/json,.json"
        aria-label="Files of chats"
        data-testid="import-file"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file may be chosen again after it was mended.
          event.currentTarget.value = '';
          if (files.length > 0) void importFiles(files);
        }}
      />
    </>
  );
}

/** How far an import is, for as long as it takes. */
export function ImportProgress() {
  const now = useStore(importing);
  return <p className={now === null ? 'visually-hidden' : styles.importing} role="status" data-testid="import-progress">{now === null ? '' : now.of === 1 ? `Importing ${now.name} …` : `Importing ${now.at} of ${now.of}: ${now.name} …`}</p>;
}
