import { Button } from '@mantine/core';
import { useState } from 'react';
import { canRestart } from '../cluster/Actors';
import { restartActor } from '../cluster/cluster';
import { Confirm } from '../cluster/parts';
import type { ActorView } from '../generated/protocol';
import { navigate } from '../shared/router';
import { useStore } from '../shared/store';
import { Card } from './Card';
import { actors, lookAgain } from './dashboard';
import styles from './dashboard.module.css';

const names: Record<string, string> = {
  sessions: 'Chats in memory',
  chats: 'List of chats',
  home: 'Feed of the page',
  rooms: 'Rooms',
  schedule: 'Timers',
  stt: 'Recognition of speech',
  tts: 'Speaking',
  operator: 'Operation of the node',
  'lost-commands': 'Lost commands',
  pocketsphinx: 'Recogniser pocketsphinx',
  flite: 'Voice flite',
  'espeak-ng': 'Voices of espeak-ng',
};

/** A part of the tree, as a person would call it. */
export function partName(path: string): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return names[last] ?? last.charAt(0).toUpperCase() + last.slice(1).replaceAll('-', ' ');
}

/** Every part below the root of the actors, with its restart. */
export function Parts() {
  const { value, problem } = useStore(actors);
  const [asks, setAsks] = useState<string | null>(null);

  async function restart(path: string) {
    setAsks(null);
    await restartActor({ node: null, path });
    await lookAgain();
  }

  return (
    <Card id="parts" title="Parts" problem={problem} wide side={<Button size="compact-sm" variant="subtle" onClick={() => navigate({ page: 'cluster' })}>All actors</Button>}>
      <ul className={styles.parts}>
        {value?.children.map((actor) => (
          <li key={actor.path} className={styles.part} data-testid="part" data-path={actor.path} data-state={actor.state}>
            <div className={styles.partLine}>
              <span className={styles.light} data-state={actor.state === 'suspended' || actor.state === 'stopped' ? 'bad' : 'good'} aria-hidden />
              <span className={styles.lineName}>{partName(actor.path)}</span>
              {canRestart(actor.path) && <Button size="compact-xs" variant="default" aria-label={`Restart ${partName(actor.path)}`} data-testid="part-restart" onClick={() => setAsks(actor.path)}>Restart</Button>}
            </div>
            <div className={styles.partDoes}>{doesOf(actor)}</div>
            {asks === actor.path && (
              <Confirm testId="confirm-part" question={`Restart ${partName(actor.path)}? What it is doing is broken off; what is stored stays.`} action="Restart" onYes={() => void restart(actor.path)} onNo={() => setAsks(null)} />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** "idle, 3 waiting, 1 restart, 2 children". */
export function doesOf(actor: ActorView): string {
  const many = (n: number, one: string, more: string) => (n > 0 ? `, ${n} ${n === 1 ? one : more}` : '');
  return `${actor.state}${many(actor.queued, 'waiting', 'waiting')}${many(actor.restarts, 'restart', 'restarts')}${many(actor.childCount, 'child', 'children')}`;
}
