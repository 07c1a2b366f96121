import type { SpeechEngineView } from '../generated/protocol';
import styles from './speech.module.css';

/** Engines and services, and why one cannot be used. */
export function Engines({ title, engines, testId }: { title: string; engines: readonly SpeechEngineView[]; testId: string }) {
  return (
    <ul className={styles.engines} aria-label={title}>
      {engines.map((engine) => (
        <li key={engine.id} data-testid={testId} data-engine={engine.id} data-available={engine.available}>
          <span className={styles.engineName}>{engine.name}</span>
          <span className={styles.dim}>{engine.available ? engine.detail || 'Ready' : engine.detail || 'Cannot be used now'}</span>
        </li>
      ))}
    </ul>
  );
}
