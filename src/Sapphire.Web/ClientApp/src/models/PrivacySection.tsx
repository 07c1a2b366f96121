import { Switch } from '@mantine/core';
import { useEffect } from 'react';
import { useStore } from '../shared/store';
import { loadPrivacy, privacy, setPrivacy } from '../state/privacy';
import styles from './models.module.css';

/** The switch of privacy mode, with what it does. */
export function PrivacySection() {
  const view = useStore(privacy);
  useEffect(() => {
    const abort = new AbortController();
    void loadPrivacy(null, abort.signal);
    return () => abort.abort();
  }, []);
  return (
    <section className={styles.section} aria-labelledby="privacy-title">
      <h3 className={styles.sectionTitle} id="privacy-title">Privacy mode</h3>
      <Switch
        mt="sm"
        label="Nothing leaves your own network"
        description="While it is on, models and speech services on other networks are not asked, and open connections to them are ended at once."
        checked={view?.on ?? false}
        disabled={view === null}
        onChange={(event) => void setPrivacy(event.currentTarget.checked)}
        data-testid="privacy-page-switch"
      />
      {view !== null && (
        <p className={`${styles.helpLead} ${styles.dim}`}>
          Reached in privacy mode: this machine{view.networks.length > 0 ? `, ${view.networks.join(', ')}` : ''}. Change the networks in the settings.
        </p>
      )}
      <p className={`${styles.helpLead} ${styles.dim}`}>A chat with a private prompt is treated so at all times, whatever this switch says.</p>
    </section>
  );
}
