import { Button, Loader, Select, TextInput } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import type { ActorView } from '../generated/protocol';
import { Confirm, Section } from './parts';
import { explain, getActors, restartActor } from './cluster';
import styles from './actors.module.css';
import shared from './parts.module.css';

const pageSize = 50;

/** Guardians are restarted by nobody. */
export const canRestart = (path: string): boolean => !['/', '/user', '/system', '/user/operator'].includes(path);

/** The paths from the root to an actor: "/", "/user", "/user/chats". */
export function trailOf(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return ['/', ...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)];
}

/** The actors of a node, one level at a time. */
export function Actors({ nodes, self }: { nodes: readonly string[]; self: string }) {
  const [node, setNode] = useState(self);
  const [path, setPath] = useState('/user');
  const [search, setSearch] = useState('');
  const [skip, setSkip] = useState(0);
  const [view, setView] = useState<ActorView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [asks, setAsks] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const there = nodes.includes(node) ? node : self;

  useEffect(() => {
    let gone = false;
    const wanted = search.trim();
    const timer = setTimeout(() => {
      getActors({ node: there, path, skip: wanted === '' ? skip : 0, take: pageSize, search: wanted === '' ? null : wanted }).then(
        (found) => {
          if (gone) return;
          setView(found);
          setProblem(null);
        },
        (error: unknown) => !gone && setProblem(explain(error)),
      );
    }, wanted === '' ? 0 : 250);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [there, path, search, skip, attempt]);

  const go = useCallback((to: string) => {
    setPath(to);
    setSkip(0);
    setSearch('');
    setAsks(null);
  }, []);

  async function restart(actor: string) {
    setAsks(null);
    await restartActor({ node: there, path: actor });
    setAttempt((n) => n + 1);
  }

  return (
    <Section title="Actors" id="actors" side={<Button size="compact-sm" variant="default" onClick={() => setAttempt((n) => n + 1)}>Look again</Button>}>
      <div className={shared.find}>
        {nodes.length > 1 && <Select aria-label="Node" size="sm" data={[...nodes]} value={there} allowDeselect={false} onChange={(value) => {
          if (value === null) return;
          setNode(value);
          go('/user');
        }} data-testid="actors-node" />}
        <TextInput className={shared.grow ?? ''} size="sm" aria-label="Search actors by name or class" placeholder="Name or class" value={search} onChange={(event) => setSearch(event.currentTarget.value)} data-testid="actors-search" />
      </div>
      <nav className={styles.trail} aria-label="Path of the actor">
        {trailOf(path).map((step, index, all) => (
          <button key={step} type="button" className={styles.step} aria-current={index === all.length - 1 ? 'location' : undefined} onClick={() => go(step)}>
            {step === '/' ? 'root' : step.slice(step.lastIndexOf('/') + 1)}
          </button>
        ))}
      </nav>
      {problem !== null && <div className={shared.problem} role="alert" data-testid="actors-error">{problem} <Button size="compact-xs" variant="default" onClick={() => setAttempt((n) => n + 1)}>Try again</Button></div>}
      {view === null && problem === null && <Loader size="xs" role="status" aria-label="Loading" />}
      {view !== null && problem === null && (
        <>
          {view.children.length === 0 && <p className={shared.note}>{search.trim() === '' ? 'It has no children.' : 'Nothing of that name is below it.'}</p>}
          <ul className={shared.list}>
            {view.children.map((actor) => (
              <li key={actor.path} className={styles.actor} data-testid="actor" data-path={actor.path} data-state={actor.state}>
                <div className={styles.actorLine}>
                  {actor.childCount > 0
                    ? <button type="button" className={styles.open} onClick={() => go(actor.path)}>{nameOf(actor.path, path, search)}</button>
                    : <span className={styles.leaf}>{nameOf(actor.path, path, search)}</span>}
                  <span className={`${shared.dim} ${styles.does}`}>
                    {actor.type}, {actor.state}
                    {actor.queued > 0 && `, ${actor.queued} waiting`}
                    {actor.restarts > 0 && `, ${actor.restarts} ${actor.restarts === 1 ? 'restart' : 'restarts'}`}
                    {actor.childCount > 0 && `, ${actor.childCount} ${actor.childCount === 1 ? 'child' : 'children'}`}
                  </span>
                  {canRestart(actor.path) && <Button size="compact-xs" variant="default" aria-label={`Restart ${actor.path}`} onClick={() => setAsks(actor.path)} data-testid="actor-restart">Restart</Button>}
                </div>
                {asks === actor.path && (
                  <Confirm testId="confirm-restart" question={`Restart ${actor.path} on ${there}? What it is doing is broken off; what is stored stays.`} action="Restart" onYes={() => void restart(actor.path)} onNo={() => setAsks(null)} />
                )}
              </li>
            ))}
          </ul>
          {search.trim() === '' && view.childCount > pageSize && (
            <div className={shared.buttons}>
              <Button size="xs" variant="default" disabled={skip === 0} onClick={() => setSkip(Math.max(0, skip - pageSize))}>Back</Button>
              <span className={shared.dim}>{skip + 1} to {Math.min(skip + pageSize, view.childCount)} of {view.childCount}</span>
              <Button size="xs" variant="default" disabled={skip + pageSize >= view.childCount} onClick={() => setSkip(skip + pageSize)}>Next</Button>
            </div>
          )}
        </>
      )}
    </Section>
  );
}

function nameOf(path: string, parent: string, search: string): string {
  return search.trim() === '' ? path.slice(parent === '/' ? 1 : parent.length + 1) : path;
}
