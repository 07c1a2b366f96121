import { ActionIcon, Anchor, Button, Loader, Progress, Tooltip } from '@mantine/core';
import { useRef, useState } from 'react';
import type { BackupsView, BackupView } from '../generated/protocol';
import { CheckIcon, TrashIcon } from '../shared/icons';
import { ProblemNote } from '../shared/ProblemNote';
import { useIntent } from '../state/intents';
import { sizeText, stepText, useBackups } from './useBackups';
import styles from './settings.module.css';

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The backups of the home: what is there, making one, checking one. */
export function Backups() {
  const { view, problem, create, verify, remove, load } = useBackups();
  useIntent('backup.create', create);
  return (
    <section className={styles.backups} aria-labelledby="backups-title" data-testid="backups">
      <div className={styles.top}>
        <h2 className={styles.heading} id="backups-title">Your backups</h2>
        <Button size="xs" disabled={!view || view.running !== null} data-testid="backup-create" onClick={create}>Make a backup now</Button>
      </div>
      {problem && (
        <ProblemNote problem={problem} className={styles.problem} testId="backups-error">
          <Button mt="sm" size="xs" variant="default" onClick={load}>Try again</Button>
        </ProblemNote>
      )}
      {!view && !problem && <Loader size="sm" role="status" aria-label="Loading" />}
      {view && <Work view={view} />}
      {view && view.note !== '' && <p className={styles.help}>{view.note}</p>}
      {view && view.backups.length === 0 && <p className={styles.empty} data-testid="backups-empty">There are no backups yet.</p>}
      {view && view.backups.length > 0 && (
        <ul className={styles.cards}>
          {view.backups.map((backup) => <Item key={backup.name} backup={backup} busy={view.running !== null} verify={verify} remove={remove} />)}
        </ul>
      )}
      {view && <p className={styles.help}>They are in <code>{view.folder}</code>. To bring one back, stop Sapphire and run <code>./sapphire restore FILE</code>.</p>}
    </section>
  );
}

function Work({ view }: { view: BackupsView }) {
  const { running, outcome } = view;
  if (running) {
    const percent = running.total > 0 ? Math.min(100, Math.round((running.done / running.total) * 100)) : 0;
    return (
      <div className={styles.work} role="status" data-testid="backup-running">
        <span>{stepText(running)}</span>
        <Progress value={percent} aria-label="How far it is" animated />
      </div>
    );
  }
  if (!outcome) return null;
  return <p className={outcome.ok ? styles.good : styles.bad} role="status" data-testid="backup-outcome" data-ok={outcome.ok}>{outcome.message}</p>;
}

interface ItemProps {
  backup: BackupView;
  busy: boolean;
  verify: (name: string) => void;
  remove: (name: string) => void;
}

function Item({ backup, busy, verify, remove }: ItemProps) {
  const [asking, setAsking] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  const facts = [
    backup.created === null ? 'of an unknown time' : time.format(new Date(backup.created)),
    sizeText(backup.size),
    backup.automatic ? 'made by itself' : '',
    backup.version === '' ? '' : `Sapphire ${backup.version}`,
    backup.secrets ? 'WITH SECRETS' : '',
  ].filter((fact) => fact !== '');
  return (
    <li ref={item} className={styles.card} data-testid="backup" data-name={backup.name}>
      <div className={styles.words}>
        <Anchor href={`/api/backups/${encodeURIComponent(backup.name)}`} download={backup.name} className={styles.file ?? ''}>{backup.name}</Anchor>
        <p className={styles.help}>{facts.join(' · ')}</p>
        {backup.problem !== '' && <p className={styles.error} data-testid="backup-problem">{backup.problem}</p>}
        {backup.verified !== null && backup.problem === '' && <p className={styles.good}>Found whole on {time.format(new Date(backup.verified))}.</p>}
      </div>
      {asking ? (
        <div className={styles.buttons}>
          <Button
            size="xs"
            variant="default"
            autoFocus
            data-testid="backup-keep"
            onClick={() => {
              setAsking(false);
              requestAnimationFrame(() => item.current?.querySelector<HTMLElement>('[data-testid="backup-delete"]')?.focus());
            }}
          >
            Keep it
          </Button>
          <Button size="xs" color="red" disabled={busy} data-testid="backup-delete-yes" onClick={() => remove(backup.name)}>Delete for good</Button>
        </div>
      ) : (
        <div className={styles.buttons}>
          <Tooltip label="Check it to its last byte">
            <ActionIcon variant="subtle" color="gray" size="lg" disabled={busy} aria-label={`Check ${backup.name}`} data-testid="backup-verify" onClick={() => verify(backup.name)}><CheckIcon /></ActionIcon>
          </Tooltip>
          <Tooltip label="Delete">
            <ActionIcon variant="subtle" color="gray" size="lg" disabled={busy} aria-label={`Delete ${backup.name}`} data-testid="backup-delete" onClick={() => setAsking(true)}><TrashIcon /></ActionIcon>
          </Tooltip>
        </div>
      )}
    </li>
  );
}
