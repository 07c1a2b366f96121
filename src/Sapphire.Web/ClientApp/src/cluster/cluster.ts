import type { ActorRequest, ActorsRequest, ActorView, ClusterUpdate, DeadLettersRequest, DeadLettersView, DrainView, OperatorDone, SessionPlace, SessionsView } from '../generated/protocol';
import { hub } from '../hub';
import { ConnectionLostError } from '../hub/hub';
import { createStore } from '../shared/store';
import { showToast } from '../state/toasts';
import { problemOf } from './view';

/** What the page of the cluster knows; null before the first word of the server. */
export const cluster = createStore<ClusterUpdate | null>(null);

/** Why nothing comes; null while it does. */
export const clusterProblem = createStore<string | null>(null);

/** Keeps `cluster` as the server sees it, until the returned function is called. */
export function watchCluster(): () => void {
  const subscription = hub.watchCluster({
    next: (update) => {
      cluster.set(update);
      clusterProblem.set(null);
    },
    error: (message) => clusterProblem.set(problemOf(message)),
  });
  return () => {
    subscription.close();
    cluster.set(null);
    clusterProblem.set(null);
  };
}

const lost = 'There is no connection. Try again when it is back.';

/** Why a call failed, for a person. */
export const explain = (error: unknown): string => (error instanceof ConnectionLostError ? lost : problemOf(error));

/** Does something, and tells in a toast what was done or why not. True when it was done. */
async function act(what: string, method: string, argument: string | ActorRequest | DeadLettersRequest): Promise<boolean> {
  try {
    const done = await hub.invoke<OperatorDone>(method, argument);
    showToast({ title: done.text });
    return true;
  } catch (error) {
    showToast({ kind: 'error', title: `${what} did not work.`, detail: explain(error), duration: 12_000 });
    return false;
  }
}

export const getSessions = (): Promise<SessionsView> => hub.invoke('GetSessions');
export const findSession = (chat: string): Promise<SessionPlace> => hub.invoke('FindSession', chat);
export const getActors = (request: ActorsRequest): Promise<ActorView> => hub.invoke('GetActors', request);
export const getDeadLetters = (queue: string): Promise<DeadLettersView> => hub.invoke('GetDeadLetters', queue);

export const restartActor = (request: ActorRequest) => act('The restart', 'RestartActor', request);
export const resumeNode = (node: string) => act('That', 'ResumeNode', node);
export const downNode = (node: string) => act('Ending the node', 'DownNode', node);
export const requeue = (request: DeadLettersRequest) => act('Sending them back', 'RequeueDeadLetters', request);
export const purge = (request: DeadLettersRequest) => act('Deleting them', 'PurgeDeadLetters', request);

/** A node is to be drained: its card asks. */
export const drainIntent = (node: string) => `cluster.drain/${node}`;

/** A node is to be ended: its card asks. */
export const endIntent = (node: string) => `cluster.end/${node}`;

/** The dead letters of a queue are to be shown. */
export const deadIntent = (queue: string) => `cluster.dead/${queue}`;

/** How far the drains are that were begun here, by node. */
export const drains = createStore<Readonly<Record<string, DrainView>>>({});

/** Has a node hand over what it has; `drains` tells how far it is. */
export function drainNode(node: string): void {
  const forget = () => drains.set(({ [node]: _, ...others }) => others);
  hub.stream<DrainView>('DrainNode', [node], {
    next: (step) => {
      if (!step.done) return drains.set((all) => ({ ...all, [node]: step }));
      forget();
      return showToast({ title: `${node} handed over ${step.total} ${step.total === 1 ? 'shard' : 'shards'} in ${step.seconds.toFixed(1)} s.`, detail: `${step.interrupted === 0 ? '' : `${step.interrupted} ${step.interrupted === 1 ? 'reply' : 'replies'} took too long and can be continued in the chat. `}It takes no further ones until you let it, or it is started again.` });
    },
    error: (error) => {
      forget();
      showToast({ kind: 'error', title: 'Draining did not work.', detail: explain(error), duration: 12_000 });
    },
    complete: forget,
  });
}
