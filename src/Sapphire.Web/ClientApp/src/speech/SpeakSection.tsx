import { Button, Radio, Select, Slider } from '@mantine/core';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { describe } from '../api/http';
import { testSpeech } from '../api/speech';
import type { SpeechView } from '../generated/protocol';
import { Engines } from './Engines';
import { serviceRequest, type SpeechForm, voiceGroups } from './form';
import { ServiceFields } from './ServiceFields';
import styles from './speech.module.css';

interface Props {
  view: SpeechView;
  form: SpeechForm;
  change: (to: Partial<SpeechForm>) => void;
  urlError: string | null;
}

const sample = 'Hello, I am Sapphire. It is a quarter past three, and your tea is ready.';

/** How replies are spoken. */
export function SpeakSection({ view, form, change, urlError }: Props) {
  const voices = useMemo(() => voiceGroups(view, form.voice), [view, form.voice]);
  return (
    <section className={styles.section} aria-labelledby="speak-title">
      <h3 className={styles.title} id="speak-title">Speaking</h3>
      <Select
        label="Voice"
        data={voices}
        value={form.voice}
        searchable
        allowDeselect={false}
        nothingFoundMessage="No voice of that name"
        limit={300}
        maxDropdownHeight={280}
        onChange={(voice) => voice !== null && change({ voice })}
        data-testid="speech-voice"
      />
      <Amount label="Rate" testId="speech-rate" value={form.rate} min={0.5} max={2} onChange={(rate) => change({ rate })} />
      <Amount label="Pitch" testId="speech-pitch" value={form.pitch} min={0.5} max={2} onChange={(pitch) => change({ pitch })} />
      <Amount label="Volume" testId="speech-volume" value={form.volume} min={0} max={1} onChange={(volume) => change({ volume })} />
      <Radio.Group label="Replies are spoken" value={form.when} onChange={(when) => change({ when })} data-testid="speech-when">
        <div className={styles.radios}>
          <Radio value="spoken" label="When I asked by voice" />
          <Radio value="always" label="Always" />
          <Radio value="never" label="Never" />
        </div>
      </Radio.Group>
      <TestVoice form={form} />
      <Engines title="What can speak" engines={view.synthesizers} testId="synthesizer" />
      <ServiceFields
        title="A speech service (OpenAI-compatible) for speaking"
        prefix="speak"
        service={form.speakService}
        modelExample="tts-1"
        withVoices
        urlError={urlError}
        onChange={(to) => change({ speakService: { ...form.speakService, ...to } })}
      />
    </section>
  );
}

interface AmountProps {
  label: string;
  testId: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

function Amount({ label, testId, value, min, max, onChange }: AmountProps) {
  const id = useId();
  const words = `${Math.round(value * 100)} %`;
  return (
    <div className={styles.amount}>
      <span id={id}>{label}</span>
      <Slider className={styles.slider ?? ''} min={min} max={max} step={0.05} value={value} label={null} thumbProps={{ 'aria-labelledby': id, 'aria-valuetext': words }} data-testid={testId} onChange={(v) => onChange(Math.round(v * 100) / 100)} />
      <span className={styles.value}>{words}</span>
    </div>
  );
}

/** Plays a sentence with the settings as they are on screen. */
function TestVoice({ form }: { form: SpeechForm }) {
  const [state, setState] = useState<'idle' | 'loading' | 'playing'>('idle');
  const [problem, setProblem] = useState('');
  const audio = useRef<HTMLAudioElement | null>(null);

  useEffect(() => () => stop(audio.current), []);

  async function test() {
    stop(audio.current);
    setProblem('');
    setState('loading');
    try {
      const { voice, rate, pitch, volume } = form;
      const service = form.speakService.url.trim() === '' ? null : serviceRequest(form.speakService);
      const wav = await testSpeech({ text: sample, voice, rate, pitch, volume, service });
      const player = new Audio(URL.createObjectURL(wav));
      audio.current = player;
      player.onended = () => {
        stop(player);
        setState('idle');
      };
      await player.play();
      setState('playing');
    } catch (error) {
      const { title, detail } = describe(error);
      setProblem(error instanceof DOMException && error.name === 'NotAllowedError' ? 'The browser held the sound back. Press the button once more.' : `${title} ${detail}`);
      setState('idle');
    }
  }

  return (
    <div>
      <Button
        variant="default"
        loading={state === 'loading'}
        data-testid="speech-test"
        data-state={state}
        onClick={() => {
          if (state !== 'playing') return void test();
          stop(audio.current);
          setState('idle');
        }}
      >
        {state === 'playing' ? 'Stop' : 'Test the voice'}
      </Button>
      {problem && <div className={styles.result} role="alert" data-testid="speech-test-error">{problem}</div>}
    </div>
  );
}

function stop(audio: HTMLAudioElement | null): void {
  if (!audio) return;
  audio.pause();
  URL.revokeObjectURL(audio.src);
}
