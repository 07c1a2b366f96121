import { Button, UnstyledButton } from '@mantine/core';
import { Logo } from '../shared/icons';
import { useSelect } from '../shared/store';
import { home } from '../state/app';
import { modelsOpen } from '../state/ui';
import styles from './chat.module.css';

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

export function EmptyChat({ onExample }: { onExample: (text: string) => void }) {
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
        {model && builtIn && (
          <div className={styles.offer} data-testid="offer-models">
            <div>
              <strong>No language model is connected.</strong> For conversations and open questions, connect one that runs on your machine.
            </div>
            <Button variant="light" onClick={() => modelsOpen.set(true)}>Connect a model</Button>
          </div>
        )}
      </div>
    </div>
  );
}
