import { ActionIcon, Tooltip } from '@mantine/core';
import { useEffect } from 'react';
import { ShieldIcon } from '../shared/icons';
import { useSelect, useStore } from '../shared/store';
import { chats } from '../state/app';
import { followPrivacy, held, privacy, setPrivacy } from '../state/privacy';
import { showToast } from '../state/toasts';

/** The shield in the header: privacy mode on or off, and held where the open chat is private by itself. */
export function PrivacySwitch({ chatId }: { chatId: string | null }) {
  const view = useStore(privacy);
  const reason = useSelect(held, (h) => (h !== null && h.chatId === chatId ? h.reason : null));
  // Another prompt may be a private one.
  const prompt = useSelect(chats.state, (s) => (s.chatId === chatId ? s.chat?.settings?.prompt : undefined));
  useEffect(() => followPrivacy(chatId), [chatId, prompt]);
  if (view === null) return null;
  const on = view.on || reason !== null;
  const label = reason ?? (view.on ? 'Privacy mode is on: nothing leaves your own network. Switch it off' : 'Privacy mode is off. Switch it on');
  return (
    <Tooltip label={label} multiline maw={300}>
      <ActionIcon
        variant={on ? 'light' : 'subtle'}
        color={on ? 'green' : 'gray'}
        size="lg"
        role="switch"
        aria-checked={on}
        aria-label={reason === null ? 'Privacy mode' : 'Privacy mode, held by this chat'}
        data-testid="privacy-switch"
        data-on={on}
        data-held={reason !== null}
        onClick={() => (reason === null ? void setPrivacy(!view.on, chatId) : void showToast({ title: 'This chat is private.', detail: reason }))}
      >
        <ShieldIcon size={20} />
      </ActionIcon>
    </Tooltip>
  );
}
