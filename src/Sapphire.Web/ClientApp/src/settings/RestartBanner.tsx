import { Button } from '@mantine/core';
import type { SettingsView } from '../generated/protocol';
import { useStore } from '../shared/store';
import { restarting, restartSapphire } from './settingsState';
import styles from './settings.module.css';

/** Says that changed settings wait for a restart, and does it. */
export function RestartBanner({ view }: { view: SettingsView }) {
  const busy = useStore(restarting);
  if (!view.restartNeeded && !busy) return null;
  const names = view.settings.filter((setting) => setting.pending).map((setting) => setting.title);
  return (
    <div className={styles.banner} role="status" data-testid="restart-needed">
      <span>{busy ? 'Sapphire restarts. Chats, logins and this address stay.' : `Applies after a restart: ${names.join(', ')}.`}</span>
      {view.canRestart && <RestartButton />}
    </div>
  );
}

export function RestartButton() {
  const busy = useStore(restarting);
  return <Button size="sm" variant="default" loading={busy} data-testid="restart" onClick={() => void restartSapphire()}>Restart now</Button>;
}
