import { Button, Progress } from '@mantine/core';
import { useState } from 'react';
import type { ClusterView, DrainView, NodeView } from '../generated/protocol';
import { useStore } from '../shared/store';
import { useIntent } from '../state/intents';
import { Confirm, Section } from './parts';
import { downNode, drainIntent, drainNode, drains, endIntent, resumeNode } from './cluster';
import { ageOf, bytesOf, canDrain, percentOf, standingOf } from './view';
import styles from './nodes.module.css';
import shared from './parts.module.css';

/** The nodes, a card each. */
export function Nodes({ cluster }: { cluster: ClusterView }) {
  return (
    <Section title="Nodes" id="nodes">
      <ul className={styles.nodes}>
        {cluster.nodes.map((node) => <Node key={node.name} node={node} cluster={cluster} />)}
      </ul>
    </Section>
  );
}

function Node({ node, cluster }: { node: NodeView; cluster: ClusterView }) {
  const draining = useStore(drains)[node.name];
  const [asks, setAsks] = useState<'drain' | 'down' | null>(null);
  const [busy, setBusy] = useState(false);
  const usage = node.figures;
  const drained = node.standing === 'drained' || node.standing === 'draining';
  useIntent(drainIntent(node.name), () => canDrain(cluster, node) && setAsks('drain'));
  useIntent(endIntent(node.name), () => setAsks('down'));

  async function act(work: Promise<boolean>) {
    setAsks(null);
    setBusy(true);
    await work;
    setBusy(false);
  }

  return (
    <li className={styles.node} data-testid="cluster-node" data-node={node.name} data-standing={node.standing}>
      <div className={styles.nodeHead}>
        <h3 className={styles.nodeName}>{node.name}</h3>
        {node.isSelf && <span className={shared.dim}>serves this page</span>}
        <span className={styles.standing} data-up={node.standing === 'up'}>{standingOf(node)}</span>
      </div>
      <p className={styles.roles}>{node.roles.map((role) => <span key={role} className={styles.role}>{role}</span>)}</p>
      <dl className={styles.facts}>
        <Fact name="Version" value={node.version} {...(node.peer === 'same' ? {} : { note: node.peer })} />
        <Fact name="Up for" value={ageOf(node.started, node.lastHeard)} />
        {!cluster.alone && <Fact name="Shards" value={String(node.shards)} />}
        <Fact name="Chats" value={usage === null ? '–' : String(usage.sessions)} />
        <Fact name="CPU" value={usage === null ? '–' : percentOf(usage.cpu)} />
        <Fact name="Memory" value={usage === null ? '–' : bytesOf(usage.memory)} />
        <Fact name="Drops" value={usage === null ? '–' : String(usage.drops)} />
        <Fact name="Process" value={usage === null ? '–' : `${usage.processId} on ${usage.machine}`} />
      </dl>
      {draining !== undefined && (
        <div data-testid="drain-progress" data-left={draining.left}>
          <Progress value={draining.total === 0 ? 100 : (100 * (draining.total - draining.left)) / draining.total} aria-label={`Handing over ${node.name}`} />
          <p className={shared.note} role="status">{draining.total - draining.left} of {draining.total} shards handed over{waitsFor(draining)}</p>
        </div>
      )}
      {!cluster.alone && asks === null && (
        <div className={shared.buttons}>
          {drained
            ? <Button size="xs" variant="default" disabled={busy || draining !== undefined} onClick={() => void act(resumeNode(node.name))} data-testid="node-resume">Take chats again</Button>
            : node.roles.includes('session') && (
              <Button
                size="xs"
                variant="default"
                disabled={busy || !canDrain(cluster, node)}
                title={canDrain(cluster, node) ? undefined : 'No other node could take its chats. Start another one with the role session first.'}
                onClick={() => setAsks('drain')}
                data-testid="node-drain"
              >
                Drain
              </Button>
            )}
          {!node.isSelf && <Button size="xs" variant="default" loading={busy} onClick={() => setAsks('down')} data-testid="node-down">End</Button>}
        </div>
      )}
      {asks === 'drain' && (
        <Confirm
          testId="confirm-drain"
          question={`Hand over all chats of ${node.name}? Nobody notices; the node then takes none until you let it.`}
          action="Drain"
          onYes={() => {
            setAsks(null);
            drainNode(node.name);
          }}
          onNo={() => setAsks(null)}
        />
      )}
      {asks === 'down' && (
        <Confirm
          testId="confirm-down"
          question={node.standing === 'silent' ? `End ${node.name}? It is silent: it is waited for until it is held for dead, and forgotten.` : `End ${node.name}? It hands over what it has and its program ends. Only somebody at its machine can start it again.`}
          action="End the node"
          onYes={() => void act(downNode(node.name))}
          onNo={() => setAsks(null)}
        />
      )}
    </li>
  );
}

function waitsFor(draining: DrainView): string {
  if (draining.waiting === 0) return '';
  return `; waiting for the end of ${draining.waiting === 1 ? 'a reply or speech job' : `${draining.waiting} replies and speech jobs`}, at most ${draining.patience.toFixed(0)} s more`;
}

function Fact({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}{note !== undefined && <span className={styles.peer}> {note}</span>}</dd>
    </div>
  );
}
