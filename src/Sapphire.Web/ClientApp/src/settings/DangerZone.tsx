import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SettingsView } from '../generated/protocol';
import { useIntent } from '../state/intents';
import { RestartButton } from './RestartBanner';
import { resetSettings } from './settingsState';
import { changedValues } from './settingsView';
import styles from './settings.module.css';

const word = 'RESET';

/** Steps that change a lot at once. */
export function DangerZone({ view }: { view: SettingsView }) {
  const [asking, setAsking] = useState(false);
  useIntent('settings.reset', () => setAsking(true));
  const changed = changedValues(view.settings);
  const count = Object.keys(changed).length;
  return (
    <section aria-labelledby="danger-title" data-testid="danger-zone">
      <h2 className={styles.heading} id="danger-title">Danger zone</h2>
      <div className={styles.danger}>
        <div className={styles.words}>
          <strong>Reset all settings</strong>
          <p className={styles.help}>
            {count === 0 ? 'All settings have their defaults.' : `${count === 1 ? 'One setting gets its default' : `${count} settings get their defaults`} again.`} Chats, prompts, models, keys and the password stay.
          </p>
        </div>
        <Button color="red" variant="light" disabled={count === 0} data-testid="reset-all" onClick={() => setAsking(true)}>Reset all settings …</Button>
      </div>
      {view.canRestart && (
        <div className={styles.danger}>
          <div className={styles.words}>
            <strong>Restart Sapphire</strong>
            <p className={styles.help}>It stops, starts anew with the same address, and nobody has to log in again. Replies that are being written are interrupted, and can be continued.</p>
          </div>
          <RestartButton />
        </div>
      )}
      {asking && count > 0 && (
        <ResetDialog
          count={count}
          close={() => setAsking(false)}
          reset={() => {
            setAsking(false);
            void resetSettings(changed, 'Reset');
          }}
        />
      )}
    </section>
  );
}

function ResetDialog({ count, close, reset }: { count: number; close: () => void; reset: () => void }) {
  const [typed, setTyped] = useState('');
  return (
    <Modal opened onClose={close} title="Reset all settings?" closeButtonProps={{ 'aria-label': 'Close' }} data-testid="reset-dialog">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (typed === word) reset();
        }}
      >
        <p className={styles.help}>{count === 1 ? 'One setting gets its default' : `${count} settings get their defaults`} again. You can undo it for a moment afterwards.</p>
        <TextInput label={`Type ${word} to go on`} value={typed} autoComplete="off" data-autofocus data-testid="reset-word" onChange={(event) => setTyped(event.currentTarget.value.trim().toUpperCase())} />
        <div className={styles.buttons}>
          <Button variant="default" onClick={close}>Cancel</Button>
          <Button type="submit" color="red" disabled={typed !== word} data-testid="reset-all-yes">Reset</Button>
        </div>
      </form>
    </Modal>
  );
}
