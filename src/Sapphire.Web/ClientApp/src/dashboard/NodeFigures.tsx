import { useEffect, useState } from 'react';
import { cluster, clusterProblem } from '../cluster/cluster';
import { ageOf, bytesOf, percentOf } from '../cluster/view';
import { useSelect, useStore } from '../shared/store';
import { useNow } from '../shared/useNow';
import { Card } from './Card';
import { Sparkline } from './Sparkline';
import styles from './dashboard.module.css';

interface Sample {
  cpu: number;
  memory: number;
}

const most = 90;
const now = () => Date.now();

/** What this node uses, and for the last minutes how that went. */
export function NodeFigures() {
  const node = useSelect(cluster, (update) => update?.cluster.nodes.find((one) => one.isSelf));
  const problem = useStore(clusterProblem);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const time = useNow(now, 1_000, node !== undefined);
  const figures = node?.figures ?? null;
  useEffect(() => {
    if (figures !== null) setSamples((all) => [...all.slice(1 - most), { cpu: figures.cpu, memory: figures.memory }]);
  }, [figures]);

  return (
    <Card id="node" title="This node" problem={problem === null ? null : { title: 'It cannot be read now.', detail: `${problem} It is tried again by itself.` }}>
      {node !== undefined && (
        <>
          <div className={styles.gauges}>
            <div className={styles.gauge}>
              <div className={styles.gaugeHead}><span>Processor</span><strong data-testid="figure-cpu">{figures === null ? '…' : percentOf(figures.cpu)}</strong></div>
              <Sparkline values={samples.map((sample) => sample.cpu)} top={1} label={`Processor over the last minutes: now ${percentOf(figures?.cpu ?? 0)}`} />
            </div>
            <div className={styles.gauge}>
              <div className={styles.gaugeHead}><span>Memory</span><strong data-testid="figure-memory">{figures === null ? '…' : bytesOf(figures.memory)}</strong></div>
              <Sparkline values={samples.map((sample) => sample.memory)} top={null} label={`Memory over the last minutes: now ${bytesOf(figures?.memory ?? 0)}`} />
            </div>
          </div>
          <dl className={styles.facts}>
            <div><dt>Up for</dt><dd data-testid="figure-age">{ageOf(node.started, new Date(time).toISOString())}</dd></div>
            <div><dt>Chats in memory</dt><dd>{figures?.sessions ?? '…'}</dd></div>
            <div><dt>Threads</dt><dd>{figures?.threads ?? '…'}</dd></div>
            <div><dt>Dropped messages</dt><dd>{figures?.drops ?? '…'}</dd></div>
            <div><dt>Version</dt><dd>{node.version}</dd></div>
            <div><dt>Machine</dt><dd>{figures?.machine ?? '…'}</dd></div>
          </dl>
        </>
      )}
    </Card>
  );
}
