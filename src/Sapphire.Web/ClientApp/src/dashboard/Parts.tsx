import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { canRestart } from '../cluster/Actors';
import { getActors, restartActor } from '../cluster/cluster';
import { Confirm } from '../cluster/parts';
import type { ActorView } from '../generated/protocol';
import { ChevronDownIcon, ChevronRightIcon } from '../shared/icons';
import { navigate } from '../shared/router';
import { useStore } from '../shared/store';
import { type Action, registerActions } from '../state/actions';
import { askFor, useIntent } from '../state/intents';
import { Card } from './Card';
import { actors, lookAgain } from './dashboard';
import { standsStill } from './healthLines';
import { doesOf, partName } from './partNames';
import styles from './dashboard.module.css';

const mostChildren = 30;

/** Asks whether a part is to be restarted, where it stands. */
const restartIntent = (path: string) => `restart/${path}`;

/** The restart of each part, for the command palette. */
function partActions(): Action[] {
  return (actors.get().value?.children ?? []).filter(({ path }) => canRestart(path)).map((actor) => ({ id: `restart.${actor.path}`, group: 'Dashboard', title: `Restart the part: ${partName(actor)} …`, keywords: 'actor', run: () => askFor(restartIntent(actor.path)) }));
}

/** Every part of the tree of actors, level by level, with its restart. */
export function Parts() {
  const { value, problem } = useStore(actors);
  useEffect(() => registerActions('dashboard', partActions), []);
  return (
    <Card id="parts" title="Parts" problem={problem} wide side={<Button size="compact-sm" variant="subtle" onClick={() => navigate({ page: 'cluster' })}>All actors</Button>}>
      <ul className={styles.parts}>
        {value?.children.map((actor) => <Part key={actor.path} actor={actor} />)}
      </ul>
    </Card>
  );
}

function Part({ actor, onRestarted = lookAgain }: { actor: ActorView; onRestarted?: () => Promise<void> | void }) {
  const [asks, setAsks] = useState(false);
  useIntent(restartIntent(actor.path), () => setAsks(true));
  const [open, setOpen] = useState(false);
  const name = partName(actor);
  const bad = standsStill(actor);
  const [busy, setBusy] = useState(false);

  async function restart() {
    setAsks(false);
    setBusy(true);
    // What went wrong is said in a toast, and the part stays as it is.
    await restartActor({ node: null, path: actor.path });
    setBusy(false);
    await onRestarted();
  }

  return (
    <li className={styles.part} data-testid="part" data-path={actor.path} data-state={actor.state}>
      <div className={styles.partLine}>
        <span className={styles.light} data-state={bad ? 'bad' : 'good'} aria-hidden />
        {actor.childCount > 0 ? (
          <button type="button" className={styles.partOpen} aria-expanded={open} data-testid="part-open" onClick={() => setOpen((now) => !now)}>
            {name} {open ? <ChevronDownIcon size={14} /> : <ChevronRightIcon size={14} />}
          </button>
        ) : <span className={styles.lineName}>{name}</span>}
        {canRestart(actor.path) && <Button size="compact-xs" variant="default" aria-label={`Restart ${name}`} loading={busy} data-testid="part-restart" onClick={() => setAsks(true)}>Restart</Button>}
      </div>
      <div className={styles.partDoes}>{doesOf(actor)}</div>
      {asks && <Confirm testId="confirm-part" question={`Restart ${name}? What it is doing is broken off; what is stored stays.`} action="Restart" onYes={() => void restart()} onNo={() => setAsks(false)} />}
      {open && actor.childCount > 0 && <Children path={actor.path} />}
    </li>
  );
}

/** What is below a part, read anew while it is open. */
function Children({ path }: { path: string }) {
  const [view, setView] = useState<ActorView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let gone = false;
    const read = () => {
      if (document.visibilityState === 'hidden') return;
      getActors({ node: null, path, skip: 0, take: mostChildren, search: null }).then(
        (found) => {
          if (gone) return;
          setView(found);
          setProblem(null);
        },
        (error: unknown) => !gone && setProblem(describe(error)),
      );
    };
    read();
    const timer = setInterval(read, 3_000);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [path, attempt]);

  if (problem !== null) return <p className={styles.note} role="alert">{problem.title} {problem.detail}</p>;
  return (
    <ul className={styles.children}>
      {view?.children.map((child) => <Part key={child.path} actor={child} onRestarted={() => setAttempt((n) => n + 1)} />)}
      {view !== null && view.childCount > view.children.length && <li className={styles.partDoes}>and {view.childCount - view.children.length} more, on the Cluster page</li>}
    </ul>
  );
}
