import { bytesOf } from '../cluster/view';
import { useStore } from '../shared/store';
import { shortTime } from '../shared/time';
import { Card } from './Card';
import { dashboard } from './dashboard';
import styles from './dashboard.module.css';

const names: Record<string, string> = { journal: 'Chats and timers', views: 'Views', memory: 'Memory', images: 'Images', backups: 'Backups', logs: 'Logs', other: 'Settings and the rest' };

/** What the home holds, and the room that is left. */
export function StorageUse() {
  const { value, problem } = useStore(dashboard);
  const storage = value?.storage;
  const total = storage?.kinds.reduce((sum, kind) => sum + kind.bytes, 0) ?? 0;
  // Below a gigabyte a long reply may be the last one.
  const scarce = storage?.free !== null && storage?.free !== undefined && storage.free < 1 << 30;
  return (
    <Card id="storage" title="Storage" problem={problem} wide>
      {storage !== undefined && (
        <>
          <div className={styles.bar} role="img" aria-label={`The home holds ${bytesOf(total)}`}>
            {storage.kinds.filter((kind) => kind.bytes > 0).map((kind, i) => <span key={kind.kind} data-color={i % 7} style={{ flexGrow: kind.bytes }} />)}
          </div>
          <ul className={styles.legend} data-columns>
            {storage.kinds.map((kind, i) => (
              <li key={kind.kind} data-testid="storage-kind" data-kind={kind.kind}>
                <i data-color={i % 7} aria-hidden />
                <span className={styles.legendName}>{names[kind.kind] ?? kind.kind}</span>
                <span className={styles.legendValue}>{bytesOf(kind.bytes)}</span>
              </li>
            ))}
          </ul>
          <p className={styles.note} data-scarce={scarce}>
            {bytesOf(total)} together{storage.free !== null && storage.size !== null && `, ${bytesOf(storage.free)} of ${bytesOf(storage.size)} free`}.{scarce && ' Make room: a full disk stops new messages.'}
            {storage.events === 'postgresql' && ' Chats are in PostgreSQL, which is not counted here.'} Counted at {shortTime(storage.measuredAt)}.
          </p>
        </>
      )}
    </Card>
  );
}
