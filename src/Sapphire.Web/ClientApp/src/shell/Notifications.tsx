import { Button } from '@mantine/core';
import type { NotificationView } from '../generated/protocol';
import { BellIcon } from '../shared/icons';
import { useSelect } from '../shared/store';
import { shortTime } from '../shared/time';
import { home } from '../state/app';
import { dismiss } from '../state/commands';
import styles from './shell.module.css';

const none: NotificationView[] = [];

/** Timers that fired, until somebody dismisses them. They ring through the room of the tab: the server knows in which. */
export function Notifications() {
  const notifications = useSelect(home, (h) => h?.notifications ?? none);

  return (
    <div className={styles.notifications} role="region" aria-label="Notifications" aria-live="assertive">
      {notifications.map((n) => (
        <div key={n.id} className={styles.notification} data-testid="notification" data-notification-id={n.id}>
          <span className={styles.bell}><BellIcon size={20} /></span>
          <div className={styles.notificationBody}>
            <div className={styles.notificationTitle}>{n.title}</div>
            <div className={styles.notificationDetail}>{[shortTime(n.at), n.detail].filter(Boolean).join(' · ')}</div>
          </div>
          <Button size="compact-sm" variant="light" data-testid="notification-dismiss" onClick={() => void dismiss(n.id)}>Dismiss</Button>
        </div>
      ))}
    </div>
  );
}
