import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { describe } from '../api/http';
import { testRecognizer } from '../api/speech';
import type { RecognizerTestResult, SpeechView } from '../generated/protocol';
import { Engines } from './Engines';
import { serviceRequest, type SpeechForm } from './form';
import { ServiceFields } from './ServiceFields';
import styles from './speech.module.css';

interface Props {
  view: SpeechView;
  form: SpeechForm;
  change: (to: Partial<SpeechForm>) => void;
  urlError: string | null;
}

/** How speech is recognised. */
export function ListenSection({ view, form, change, urlError }: Props) {
  const data = [
    { value: 'auto', label: 'Automatic: the service when there is one, else basic voice' },
    { value: 'pocketsphinx', label: 'Basic voice, on this machine' },
    { value: 'openai', label: 'The speech service' },
  ];
  const service = form.listenService;
  return (
    <section className={styles.section} aria-labelledby="listen-title">
      <h3 className={styles.title} id="listen-title">Listening</h3>
      <Select label="Recogniser" data={data} value={form.recognizer} allowDeselect={false} onChange={(recognizer) => recognizer !== null && change({ recognizer })} data-testid="speech-recognizer" />
      <Engines title="What can listen" engines={view.recognizers} testId="recognizer" />
      <ServiceFields
        title="A speech service (OpenAI-compatible) for listening"
        prefix="listen"
        service={service}
        modelExample="whisper-1"
        urlError={urlError}
        onChange={(to) => change({ listenService: { ...service, ...to } })}
      >
        <TestRecognizer form={form} />
      </ServiceFields>
    </section>
  );
}

function TestRecognizer({ form }: { form: SpeechForm }) {
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<RecognizerTestResult | null>(null);

  async function test() {
    setBusy(true);
    setResult(null);
    try {
      setResult(await testRecognizer({ service: serviceRequest(form.listenService) }));
    } catch (error) {
      const { title, detail } = describe(error);
      setResult({ ok: false, message: `${title} ${detail}`, text: '' });
    }
    setBusy(false);
  }

  return (
    <>
      {result && (
        <div className={styles.result} data-ok={result.ok} role="status" data-testid="listen-test-result">
          {result.message} {result.text && `It understood: “${result.text}”`}
        </div>
      )}
      <div>
        <Button variant="default" loading={busy} disabled={form.listenService.url.trim() === ''} data-testid="listen-test" onClick={() => void test()}>Test the service</Button>
      </div>
    </>
  );
}
