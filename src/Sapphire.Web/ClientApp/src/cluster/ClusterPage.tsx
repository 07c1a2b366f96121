import { Code, Loader } from '@mantine/core';
import { useEffect } from 'react';
import { useStore } from '../shared/store';
import type { ClusterUpdate } from '../generated/protocol';
import { Actors } from './Actors';
import { cluster, clusterProblem, watchCluster } from './cluster';
import { Nodes } from './Nodes';
import { Queues } from './Queues';
import { Sessions } from './Sessions';
import { Shards } from './Shards';
import { totalsOf, warningsOf } from './view';
import styles from './cluster.module.css';
import shared from './parts.module.css';

/** What operators see and do: nodes, shards, queues, chats in memory, actors. It is renewed by itself while it is open. */
export default function ClusterPage() {
  const update = useStore(cluster);
  const problem = useStore(clusterProblem);
  useEffect(() => watchCluster(), []);

  return (
    <main className={styles.page} id="cluster" tabIndex={-1} aria-label="Cluster" data-testid="cluster-page">
      <div className={styles.inner}>
        {problem !== null && <p className={shared.problem} role="alert" data-testid="cluster-error"><strong>The cluster cannot be read now.</strong> {problem} It is tried again by itself.</p>}
        {update === null ? problem === null && <Loader size="sm" role="status" aria-label="Loading" /> : <Content update={update} />}
      </div>
    </main>
  );
}

function Content({ update }: { update: ClusterUpdate }) {
  const { cluster: view, shards, queues } = update;
  const totals = totalsOf(update);
  return (
    <>
      <div className={styles.top}>
        <dl className={styles.totals} data-testid="cluster-totals">
          <Figure name={totals.nodes === 1 ? 'node' : 'nodes'} value={totals.nodes} />
          <Figure name={totals.chats === 1 ? 'chat in memory' : 'chats in memory'} value={totals.chats} />
          {view.rooms.length > 0 && <Figure name={view.rooms.length === 1 ? 'room' : 'rooms'} value={view.rooms.length} />}
          {!view.alone && <Figure name="waiting" value={totals.waiting} />}
          {!view.alone && <Figure name={totals.dead === 1 ? 'dead letter' : 'dead letters'} value={totals.dead} bad={totals.dead > 0} />}
          <Figure name={totals.drops === 1 ? 'drop' : 'drops'} value={totals.drops} />
        </dl>
        <p className={styles.link} data-testid="cluster-link" data-link={view.link}>{view.alone ? 'No broker' : `Broker ${view.link}`}</p>
      </div>
      <ul className={styles.warnings} aria-live="polite" data-testid="cluster-warnings">
        {warningsOf(view).map((warning) => <li key={warning}>{warning}</li>)}
      </ul>
      <Nodes cluster={view} />
      {view.alone ? <Alone /> : (
        <>
          <Shards shards={shards} />
          <Queues queues={queues} />
        </>
      )}
      <Sessions chats={totals.chats} alone={view.alone} />
      <Actors nodes={view.nodes.map((node) => node.name)} self={view.node} />
    </>
  );
}

function Figure({ name, value, bad = false }: { name: string; value: number; bad?: boolean }) {
  return (
    <div className={styles.figure} data-bad={bad}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Alone() {
  return (
    <section className={styles.card} data-testid="cluster-alone" aria-label="One node">
      <p className={styles.lead}>One node. All of Sapphire runs in this program.</p>
      <p className={shared.note}>
        To spread it over machines, give every node the same broker, and those with pages and chats the same database. Then add another with
      </p>
      <Code block className={styles.code ?? ''}>sapphire run --roles session --broker amqps://broker.example.org --store postgres://sapphire@db.example.org/sapphire</Code>
      <p className={shared.note}>The guide is docs/cluster.md.</p>
    </section>
  );
}
