import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { serverNow } from '../api/http';
import type { NotificationView } from '../generated/protocol';
import { BellIcon } from '../shared/icons';
import { useSelect } from '../shared/store';
import { shortTime } from '../shared/time';
import { home } from '../state/app';
import { dismiss } from '../state/commands';
import { ringChime } from '../voice/chime';
import styles from './shell.module.css';

const none: NotificationView[] = [];

/** Timers that fired, until somebody dismisses them. One that a tab set rings in that tab, through its room; one that no tab set rings in all. */
export function Notifications() {
  const notifications = useSelect(home, (h) => h?.notifications ?? none);
  const known = useRef(new Set<string>());

  useEffect(() => {
    const fresh = notifications.filter((n) => !known.current.has(n.id));
    known.current = new Set(notifications.map((n) => n.id));
    // What fired long ago is shown, but does not ring when the page opens.
    // Before the first click on the page a browser refuses to play; the card is there all the same.
    if (fresh.some((n) => n.roomId === null && serverNow() - Date.parse(n.at) < 15_000)) void ringChime();
  }, [notifications]);

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
