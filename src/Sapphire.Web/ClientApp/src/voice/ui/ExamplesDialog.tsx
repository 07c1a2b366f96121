import { Button, Modal } from '@mantine/core';
import { useEffect } from 'react';
import { useStore } from '../../shared/store';
import { loadSpeechSettings, speechSettings } from '../../speech/settings';
import { examplesOpen, speechOpen } from '../../state/ui';
import styles from './voice.module.css';

/** What the basic recogniser understands best. */
export default function ExamplesDialog() {
  const settings = useStore(speechSettings);
  const close = () => examplesOpen.set(false);

  useEffect(() => {
    if (!speechSettings.get()) void loadSpeechSettings();
  }, []);

  return (
    <Modal opened onClose={close} title="Basic voice" size={620} closeButtonProps={{ 'aria-label': 'Close' }} data-testid="basic-voice-dialog">
      <p className={styles.lead}>
        Speech is recognised on this machine, with nothing to download. It understands these commands best, in English; other sentences it gets roughly.
        You can correct what it understood, and connect a better recogniser in the speech settings.
      </p>
      {settings?.understands.map((group) => (
        <section key={group.title} className={styles.group} data-testid="example-group">
          <h3>{group.title}</h3>
          <ul>
            {group.examples.map((example) => <li key={example}>{example}</li>)}
          </ul>
        </section>
      ))}
      <Button
        mt="md"
        variant="light"
        onClick={() => {
          close();
          speechOpen.set(true);
        }}
      >
        Speech settings
      </Button>
    </Modal>
  );
}
