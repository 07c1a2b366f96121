import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFocusBack } from '../shared/FocusBack';
import styles from './parts.module.css';

/** A part of the page with its heading. */
export function Section({ title, id, children, side }: { title: string; id: string; children: ReactNode; side?: ReactNode }) {
  return (
    <section className={styles.section} aria-labelledby={`cluster-${id}`}>
      <div className={styles.head}>
        <h2 className={styles.heading} id={`cluster-${id}`}>{title}</h2>
        {side}
      </div>
      {children}
    </section>
  );
}

/** Asks in place, where the question arose: nothing is done by one slip. */
export function Confirm({ question, action, onYes, onNo, testId }: { question: string; action: string; onYes: () => void; onNo: () => void; testId: string }) {
  useFocusBack();
  return (
    <div className={styles.confirm} role="group" aria-label={question} data-testid={testId} onKeyDown={(event) => event.key === 'Escape' && onNo()}>
      <p>{question}</p>
      <div className={styles.buttons}>
        <Button size="xs" color="red" data-autofocus autoFocus onClick={onYes} data-testid={`${testId}-yes`}>{action}</Button>
        <Button size="xs" variant="default" onClick={onNo}>Cancel</Button>
      </div>
    </div>
  );
}
