import { Button, Loader } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DeadLettersView, QueuesView, QueueView } from '../generated/protocol';
import { fullTime } from '../shared/time';
import { useIntent } from '../state/intents';
import { deadIntent, explain, getDeadLetters, purge, requeue } from './cluster';
import { Confirm, Section } from './parts';
import { bytesOf } from './view';
import shared from './parts.module.css';
import styles from './queues.module.css';

/** The queues at the broker, and what nobody could handle. */
export function Queues({ queues }: { queues: QueuesView }) {
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Section title="Queues" id="queues">
      {queues.problem !== null && <p className={shared.problem} role="alert">The broker cannot be asked. {queues.problem}</p>}
      {queues.queues.length > 0 && (
        <div className={shared.scroll} role="region" aria-label="Queues" tabIndex={0}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th scope="col">Queue</th>
                <th scope="col">Waiting</th>
                <th scope="col">Consumers</th>
                <th scope="col">Dead letters</th>
              </tr>
            </thead>
            <tbody>
              {queues.queues.map((queue) => <Row key={queue.name} queue={queue} open={open === queue.name} onOpen={() => setOpen(open === queue.name ? null : queue.name)} />)}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function Row({ queue, open, onOpen }: { queue: QueueView; open: boolean; onOpen: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useIntent(deadIntent(queue.name), () => {
    if (!open) onOpen();
    button.current?.focus();
  });
  return (
    <>
      <tr data-testid="queue" data-queue={queue.name}>
        <th scope="row">{queue.name}<span className={styles.purpose}>{queue.purpose}</span></th>
        <td>{queue.depth}</td>
        <td>{queue.consumers}</td>
        <td>
          {queue.dead === 0 && !open ? 0 : (
            <Button ref={button} size="compact-xs" variant={queue.dead > 0 ? 'light' : 'default'} color="red" aria-expanded={open} onClick={onOpen} data-testid="queue-dead">
              {queue.dead} – {open ? 'hide' : 'show'}
            </Button>
          )}
        </td>
      </tr>
      {open && <tr><td colSpan={4} className={styles.letters}><Letters queue={queue.name} dead={queue.dead} /></td></tr>}
    </>
  );
}

function Letters({ queue, dead }: { queue: string; dead: number }) {
  const [letters, setLetters] = useState<DeadLettersView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [purging, setPurging] = useState<string | null | undefined>(undefined);

  const read = useCallback(() => {
    getDeadLetters(queue).then((view) => {
      setLetters(view);
      setProblem(null);
    }, (error: unknown) => setProblem(explain(error)));
  }, [queue]);
  useEffect(read, [read, dead]);

  const after = (work: Promise<boolean>) => void work.then(read);
  if (problem !== null) return <div className={shared.problem} role="alert">{problem} <Button size="compact-xs" variant="default" onClick={read}>Try again</Button></div>;
  if (letters === null) return <Loader size="xs" role="status" aria-label="Loading" />;
  if (letters.total === 0) return <p className={shared.note}>There are none.</p>;
  return (
    <div data-testid="dead-letters">
      <p className={shared.note}>Messages that nobody could handle, oldest first. What they say is not shown. Mend the cause before you send them back.</p>
      <ul className={shared.list}>
        {letters.letters.map((letter) => (
          <li key={letter.id} className={styles.letter} data-testid="dead-letter">
            <p className={styles.reason}>{letter.reason}</p>
            <p className={shared.dim}>{letter.type} · {letter.origin} · {bytesOf(letter.size)}{letter.from !== null && ` · from ${letter.from}`}{letter.at !== null && ` · ${fullTime(letter.at)}`} · {letter.id}</p>
            <div className={shared.buttons}>
              <Button size="compact-xs" variant="default" onClick={() => after(requeue({ queue, messageId: letter.id }))}>Send back</Button>
              <Button size="compact-xs" variant="default" onClick={() => setPurging(letter.id)}>Delete</Button>
            </div>
          </li>
        ))}
      </ul>
      {letters.total > letters.letters.length && <p className={shared.note}>and {letters.total - letters.letters.length} more.</p>}
      {purging !== undefined ? (
        <Confirm
          testId="confirm-purge"
          question={purging === null ? `Delete all ${letters.total} dead letters of ${queue}? They cannot be brought back.` : 'Delete this message? It cannot be brought back.'}
          action="Delete"
          onYes={() => {
            setPurging(undefined);
            after(purge({ queue, messageId: purging }));
          }}
          onNo={() => setPurging(undefined)}
        />
      ) : (
        <div className={shared.buttons}>
          <Button size="xs" variant="default" onClick={() => after(requeue({ queue, messageId: null }))} data-testid="requeue-all">Send all back</Button>
          <Button size="xs" variant="default" onClick={() => setPurging(null)} data-testid="purge-all">Delete all</Button>
        </div>
      )}
    </div>
  );
}
