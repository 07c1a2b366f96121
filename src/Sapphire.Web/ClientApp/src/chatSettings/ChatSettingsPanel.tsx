import { Button, Loader } from '@mantine/core';
import { useState } from 'react';
import { ProblemNote } from '../shared/ProblemNote';
import { useStore } from '../shared/store';
import { chats } from '../state/app';
import styles from './chatSettings.module.css';
import { makeChat } from './newChat';
import { SettingsForm } from './SettingsForm';
import { useDefaultsShelf } from './shelves';

/** What the chat is set to; `chatId` is null for one that has not begun. */
export default function ChatSettingsPanel({ chatId }: { chatId: string | null }) {
  const open = useStore(chats.state);
  const defaults = useDefaultsShelf();
  const [busy, setBusy] = useState(false);
  const chat = open.chatId === chatId ? open.chat : null;

  if (chatId === null) {
    return (
      <div className={styles.form} data-testid="chat-settings-new">
        <p className={styles.note}>This chat begins with its first message. To set it up before that, make it now.</p>
        <div className={styles.buttons}>
          <Button
            variant="default"
            loading={busy}
            data-testid="make-chat"
            onClick={() => {
              setBusy(true);
              void makeChat().then(() => setBusy(false));
            }}
          >
            Make the chat now
          </Button>
        </div>
      </div>
    );
  }

  if (chat?.deleted) return <p className={styles.note}>This chat is deleted. Restore it to change its settings.</p>;
  if (chat === null && open.error !== null) return <p className={styles.note}>The settings cannot be read: {open.error}</p>;
  if (defaults.view === null && defaults.problem !== null) return <ProblemNote problem={defaults.problem} className={styles.problem} testId="chat-settings-error" />;
  if (chat === null || defaults.view === null) return <Loader size="sm" role="status" aria-label="The settings are loading" />;
  return <SettingsForm chatId={chatId} settings={chat.settings} home={defaults.view.settings} />;
}
