import { Button, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Logo } from '../shared/icons';
import { useSelect } from '../shared/store';
import { isBasicVoice, speechSettings } from '../speech/settings';
import { home } from '../state/app';
import { examplesOpen, modelsOpen } from '../state/ui';
import styles from './empty.module.css';

const builtInExamples = [
  'What time is it?',
  'Set a timer for 5 minutes',
  'What is 15% of 80?',
  'Convert 5 miles to km',
  'Remember that the bins go out on Tuesday',
  'What can you do?',
];

const modelExamples = [
  'What time is it in Tokyo?',
  'Set a tea timer for 4 minutes',
  'Plan three quick dinners for this week',
  'Explain how a heat pump works, simply',
  'Remember that my sister is called Ada',
  'Write a polite reminder about an unpaid invoice',
];

interface Props {
  onExample: (text: string) => void;
  /** What is being said, when somebody speaks. */
  children?: ReactNode;
}

export function EmptyChat({ onExample, children }: Props) {
  const model = useSelect(home, (h) => h?.model);
  const builtIn = model?.builtIn ?? true;
  return (
    <div className={styles.center} data-testid="empty-chat">
      <div className={styles.centerInner}>
        <Logo size={52} />
        <h2 className={styles.centerTitle}>What can I do for you?</h2>
        <p className={styles.centerText}>
          {builtIn ? 'I can tell the time, keep timers, remember things, calculate and convert. Try one of these:' : 'Ask anything, or try one of these:'}
        </p>
        <div className={styles.examples}>
          {(builtIn ? builtInExamples : modelExamples).map((text) => (
            <UnstyledButton key={text} className={styles.example} data-testid="example-prompt" onClick={() => onExample(text)}>{text}</UnstyledButton>
          ))}
        </div>
        <VoiceHint />
        {model && builtIn && (
          <div className={styles.offer} data-testid="offer-models">
            <div>
              <strong>No language model is connected.</strong> For conversations and open questions, connect one that runs on your machine.
            </div>
            <Button variant="light" onClick={() => modelsOpen.set(true)}>Connect a model</Button>
          </div>
        )}
        {children}
      </div>
    </div>
  );
}

/** Tells that one can speak, and of what is best spoken. */
function VoiceHint() {
  const basic = useSelect(speechSettings, (s) => s !== null && isBasicVoice(s));
  return (
    <p className={styles.voiceHint} data-testid="voice-hint">
      Or hold the microphone button (or Space) and speak.{' '}
      {basic && <UnstyledButton className={styles.voiceLink} onClick={() => examplesOpen.set(true)}>Basic voice understands these best</UnstyledButton>}
    </p>
  );
}
