import { Button, Loader, Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { getSpeech, putSpeech } from '../api/speech';
import type { SpeechView } from '../generated/protocol';
import { checkUrl } from '../models/ProviderForm';
import { ProblemNote } from '../shared/ProblemNote';
import { speechOpen } from '../state/ui';
import { room } from '../voice';
import { formOf, requestOf, type SpeechForm } from './form';
import { ListenSection } from './ListenSection';
import { speechSettings } from './settings';
import { SpeakSection } from './SpeakSection';
import styles from './speech.module.css';

/** How Sapphire speaks and listens. Nothing is stored before "Save". */
export default function SpeechDialog() {
  const [view, setView] = useState<SpeechView | null>(null);
  const [form, setForm] = useState<SpeechForm | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const [touched, setTouched] = useState(false);

  function accept(next: SpeechView) {
    setView(next);
    setForm(formOf(next));
    setProblem(null);
    speechSettings.set(next);
  }

  function load(signal?: AbortSignal) {
    getSpeech(signal).then(accept, (error: unknown) => {
      if (!signal?.aborted) setProblem(describe(error));
    });
  }

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal);
    return () => abort.abort();
  }, []);

  function change(to: Partial<SpeechForm>) {
    setSaved(false);
    setForm((current) => (current ? { ...current, ...to } : current));
  }

  async function save() {
    setTouched(true);
    if (!form || badUrl(form.speakService.url) || badUrl(form.listenService.url)) return;
    setSaving(true);
    try {
      accept(await putSpeech(requestOf(form)));
      setSaved(true);
      // What could not listen or speak before may do so now.
      room.refresh();
    } catch (error) {
      setProblem(describe(error));
    }
    setSaving(false);
  }

  return (
    <Modal
      opened
      onClose={() => speechOpen.set(false)}
      title="Speech"
      size={640}
      closeButtonProps={{ 'aria-label': 'Close', 'data-testid': 'speech-close' } as object}
      data-testid="speech-dialog"
    >
      {problem && <ProblemNote problem={problem} className={styles.result} testId="speech-error" />}
      {!view && !problem && <Loader size="sm" mt="lg" role="status" aria-label="Loading" />}
      {!view && problem && <Button mt="md" variant="default" onClick={() => load()}>Try again</Button>}
      {view && form && (
        <>
          <SpeakSection view={view} form={form} change={change} urlError={touched ? badUrl(form.speakService.url) : null} />
          <ListenSection view={view} form={form} change={change} urlError={touched ? badUrl(form.listenService.url) : null} />
          <div className={styles.foot}>
            <Button loading={saving} data-testid="speech-save" onClick={() => void save()}>Save</Button>
            <Button variant="subtle" color="gray" onClick={() => speechOpen.set(false)}>Close</Button>
            <span role="status" data-testid="speech-saved">{saved ? 'Saved. It counts from the next sentence on.' : ''}</span>
          </div>
        </>
      )}
    </Modal>
  );
}

/** Why an address cannot be one; an empty one means: no service. */
function badUrl(url: string): string | null {
  return url.trim() === '' ? null : checkUrl(url);
}
