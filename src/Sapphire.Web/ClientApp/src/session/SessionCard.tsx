import { type ReactNode, useEffect } from 'react';
import { AlertIcon, Logo } from '../shared/icons';
import styles from './session.module.css';

interface Props {
  title: string;
  children: ReactNode;
}

/** The frame of the pages before the app: one card in the middle. */
export function SessionCard({ title, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Sapphire`;
  }, [title]);
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Logo size={40} />
          <span>Sapphire</span>
        </div>
        <h1 className={styles.title}>{title}</h1>
        {children}
        {location.protocol === 'https:' && (
          <p className={styles.foot}>
            Did the browser warn of the certificate? <a href="/certificate">Install Sapphire’s own</a> once.
          </p>
        )}
      </div>
    </main>
  );
}

export function SessionError({ title, detail }: { title: string; detail: string }) {
  return (
    <div className={styles.error} role="alert" data-testid="session-error">
      <AlertIcon size={20} />
      <div>
        <strong>{title}</strong>
        {detail && <div>{detail}</div>}
      </div>
    </div>
  );
}
