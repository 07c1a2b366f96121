import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { loadSession } from '../api/session';
import { SessionCard } from './SessionCard';
import styles from './session.module.css';

/** The page is here (from the browser's cache), its server is not. It asks again by itself. */
export function UnreachablePage({ title, detail }: { title: string; detail: string }) {
  useEffect(() => {
    const timer = setInterval(() => void loadSession(), 3_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <SessionCard title={title}>
      <p className={styles.lead} data-testid="session-error">{detail}</p>
      <p className={styles.lead}>The page tries again every few seconds.</p>
      <Button fullWidth onClick={() => void loadSession()}>Try now</Button>
    </SessionCard>
  );
}
