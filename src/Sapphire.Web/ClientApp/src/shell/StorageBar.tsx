import { useSelect } from '../shared/store';
import { home } from '../state/app';
import styles from './shell.module.css';

/** Tells that nothing can be saved, why, and what to do; goes away by itself when that is over. */
export function StorageBar() {
  const storage = useSelect(home, (h) => h?.storage ?? null);
  return (
    <div role="alert">
      {storage && (
        <div className={styles.bar} data-state="offline" data-testid="storage-problem" data-reason={storage.reason}>
          <span className={styles.barText}>
            <strong>{storage.title}</strong> {storage.detail}
          </span>
        </div>
      )}
    </div>
  );
}
