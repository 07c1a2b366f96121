import type { OperatorSettingView } from '../generated/protocol';
import styles from './settings.module.css';

/** What an operator has set: for reading, with where each value comes from. */
export function ServerValues({ values }: { values: readonly OperatorSettingView[] }) {
  return (
    <section aria-labelledby="server-title" data-testid="server-values">
      <h2 className={styles.heading} id="server-title">Server</h2>
      <p className={styles.help}>These are set in <code>sapphire.conf</code> in the home, in the environment, or on the command line of <code>run</code>, and apply at a start.</p>
      {values.length === 0 ? (
        <p className={styles.empty}>There is nothing to show.</p>
      ) : (
        <div className={styles.scroll} role="region" aria-label="Values of the server" tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">Value</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {values.map((value) => (
                <tr key={value.key} data-testid="server-value" data-key={value.key}>
                  <th scope="row"><code>{value.key}</code></th>
                  <td>{value.value}</td>
                  <td>{value.source}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
