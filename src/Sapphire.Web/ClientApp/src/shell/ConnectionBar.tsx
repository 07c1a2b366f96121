import { UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { hub } from '../hub';
import { useStore } from '../shared/store';
import { useNow } from '../shared/useNow';
import styles from './shell.module.css';

const now = () => Date.now();

/** Tells that the connection is gone, since when is it worth telling: a blink of half a second is not. */
export function ConnectionBar() {
  const { kind, retryAt } = useStore(hub.state);
  const lost = kind === 'reconnecting' || kind === 'offline';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), 600);
    return () => clearTimeout(timer);
  }, [lost]);
  const time = useNow(now, 250, shown && retryAt !== null);
  if (!lost || !shown) return null;
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - time) / 1_000));
  return (
    <div className={styles.bar} role="region" aria-label="Connection" data-state={kind}>
      <span>
        {kind === 'offline'
          ? 'Sapphire does not answer. Is it running? What you send is kept, and sent when it is back.'
          : 'The connection was lost. Reconnecting'}
        {seconds > 0 ? `${kind === 'offline' ? ' Next try' : ''} in ${seconds} s` : kind === 'offline' ? '' : ' …'}
      </span>
      <UnstyledButton className={styles.barButton} data-testid="try-now" onClick={hub.tryNow}>Try now</UnstyledButton>
    </div>
  );
}
