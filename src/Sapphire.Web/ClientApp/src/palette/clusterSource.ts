import { deadIntent, drainIntent, endIntent, resumeNode } from '../cluster/cluster';
import { canDrain } from '../cluster/view';
import type { ClusterUpdate } from '../generated/protocol';
import { hub } from '../hub';
import { navigate } from '../shared/router';
import { askFor } from '../state/intents';
import type { PaletteItem } from './items';
import { registerPaletteSource } from './sources';

/** Offers what can be done with each node and queue to the palette; what ends something is asked about on the page. Returns what takes it away. */
export function offerCluster(): () => void {
  return registerPaletteSource('cluster', async (signal) => itemsOf(await present(signal)));
}

/** The cluster as it is now. */
function present(signal: AbortSignal): Promise<ClusterUpdate> {
  return new Promise((resolve, reject) => {
    const subscription = hub.watchCluster({
      next: (update) => {
        subscription.close();
        resolve(update);
      },
      error: (message) => {
        subscription.close();
        reject(new Error(message));
      },
    });
    signal.addEventListener('abort', () => subscription.close(), { once: true });
  });
}

function itemsOf({ cluster, queues }: ClusterUpdate): PaletteItem[] {
  if (cluster.alone) return [];
  const item = (id: string, title: string, keywords: string, run: () => void): PaletteItem => ({ id: `cluster/${id}`, group: 'Cluster', title, keywords: `cluster ${keywords}`, run });
  const onPage = (intent: string) => () => {
    askFor(intent);
    navigate({ page: 'cluster' });
  };
  return [
    ...cluster.nodes.flatMap(({ name, standing, isSelf }, index) => [
      ...(canDrain(cluster, cluster.nodes[index]!) ? [item(`drain/${name}`, `Drain ${name}`, 'node hand over', onPage(drainIntent(name)))] : []),
      ...(standing === 'drained' ? [item(`resume/${name}`, `Let ${name} take chats again`, 'node resume undrain', () => void resumeNode(name))] : []),
      ...(isSelf ? [] : [item(`end/${name}`, `End ${name}`, 'node stop down', onPage(endIntent(name)))]),
    ]),
    ...queues.queues.filter((queue) => queue.dead > 0).map(({ name, dead }) => item(`dead/${name}`, `Dead letters of ${name}`, `queue purge requeue delete send back ${dead}`, onPage(deadIntent(name)))),
  ];
}
