import { ActionIcon, Menu } from '@mantine/core';
import { useRef, useState } from 'react';
import { DotsIcon, UploadIcon } from '../shared/icons';
import { importFiles } from './chatCommands';

/** What can be done with the list of chats as a whole. */
export function ListMenu() {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);

  async function bring(files: readonly File[]) {
    setBusy(true);
    await importFiles(files);
    setBusy(false);
  }

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
          if (files.length > 0) void bring(files);
        }}
      />
    </>
  );
}
