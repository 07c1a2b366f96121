import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClusterUpdate, NodeView } from '../generated/protocol';
import { hub } from '../hub';
import type { PaletteItem } from '../palette/items';
import { offerCluster } from '../palette/clusterSource';
import { askSources } from '../palette/sources';
import { currentRoute } from '../shared/router';
import { show } from '../test/render';
import { canRestart, trailOf } from './Actors';
import { cluster, drains } from './cluster';
import ClusterPage from './ClusterPage';
import { wordsOf } from './Sessions';
import { ageOf, bytesOf, canDrain, ownersOf, problemOf, totalsOf, warningsOf } from './view';

const node = (name: string, change: Partial<NodeView> = {}): NodeView => ({
  name,
  isSelf: name === 'kitchen',
  roles: ['web', 'session'],
  version: '1.2.0',
  peer: 'same',
  standing: 'up',
  started: '2026-01-02T03:00:00Z',
  lastHeard: '2026-01-02T08:06:00Z',
  shards: 4,
  shardsByKind: { session: 4 },
  figures: { cpu: 0.123, memory: 312 << 20, heap: 1 << 20, collections: 1, threads: 20, sessions: 3, drops: 0, processId: 12, machine: `pi-${name}` },
  problem: null,
  ...change,
});

const update = (nodes: NodeView[], change: Partial<ClusterUpdate['cluster']> = {}): ClusterUpdate => ({
  cluster: { node: 'kitchen', alone: false, link: 'connected', linkSince: '2026-01-02T03:00:00Z', linkProblem: null, nodes, rooms: [], ...change },
  shards: { kinds: [{ kind: 'session', shards: [0, 1, 2].map((shard) => ({ shard, node: shard === 2 ? null : nodes[shard % nodes.length]!.name, entities: 1, unanswered: 0, silences: 0, rejected: 0 })) }], silent: [] },
  queues: { queues: [{ name: 'session', purpose: 'commands to chats', depth: 2, consumers: 16, dead: 1 }], problem: null },
});

const invoke = vi.fn();

beforeEach(() => {
  vi.spyOn(hub, 'watchCluster').mockReturnValue({ restart: () => {}, close: () => {} });
  vi.spyOn(hub, 'invoke').mockImplementation((method: string, ...args: unknown[]) => invoke(method, ...args) as never);
  invoke.mockImplementation((method: string) => Promise.resolve(answers[method]));
});

afterEach(() => {
  vi.restoreAllMocks();
  invoke.mockReset();
  cluster.set(null);
  drains.set({});
});

const answers: Record<string, unknown> = {
  GetSessions: { total: 0, sessions: [], silent: [] },
  GetActors: { path: '/user', type: 'Guardian', state: 'idle', queued: 0, restarts: 0, childCount: 2, children: [
    { path: '/user/chats', type: 'BackoffSupervisor', state: 'idle', queued: 0, restarts: 0, childCount: 1, children: [] },
    { path: '/user/rooms', type: 'RoomDirectory', state: 'busy', queued: 7, restarts: 1, childCount: 0, children: [] }] },
  GetDeadLetters: { queue: 'session', total: 1, letters: [{ id: 'm1', origin: 'session.3', type: 'say.1', from: 'attic', reason: 'It cannot be read.', at: '2026-01-02T03:00:00Z', size: 300 }] },
  RestartActor: { text: 'It was restarted.' },
  PurgeDeadLetters: { text: '1 dead letter of session: deleted.' },
};

function page(value: ClusterUpdate) {
  const shown = show(<ClusterPage />);
  act(() => cluster.set(value));
  return shown;
}

describe('what the page computes', () => {
  it('words for figures', () => {
    expect([0, 1023, 1536, 312 << 20, 1.5 * 2 ** 30].map(bytesOf)).toEqual(['0 bytes', '1023 bytes', '1.5 KiB', '312 MiB', '1.5 GiB']);
    expect([8, 61, 18_360, 273_700].map((s) => ageOf('2026-01-01T00:00:00Z', new Date(Date.parse('2026-01-01T00:00:00Z') + s * 1_000).toISOString()))).toEqual(['8 s', '1 min', '5 h 6 min', '3 d 4 h']);
    expect(totalsOf(update([node('kitchen'), node('attic', { figures: null })]))).toEqual({ nodes: 2, chats: 3, waiting: 2, dead: 1, drops: 0 });
    expect(trailOf('/user/chats/list')).toEqual(['/', '/user', '/user/chats', '/user/chats/list']);
    expect([canRestart('/user'), canRestart('/'), canRestart('/user/chats')]).toEqual([false, false, true]);
    expect(problemOf(new Error("An unexpected error occurred invoking 'X' on the server. HubException: operator: There is no node 'kichen'; nodes: kitchen."))).toBe("There is no node 'kichen'; nodes: kitchen.");
  });

  it('warnings that say what to do', () => {
    const warnings = warningsOf(update([node('kitchen'), node('attic', { peer: 'newer', version: '1.3.0' }), node('cellar', { peer: 'older', version: '1.1.0' }), node('barn', { standing: 'silent' })]).cluster);
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toContain('attic runs the newer Sapphire 1.3.0');
    expect(warnings[1]).toContain('Drain it, update it');
    expect(warnings[2]).toContain('barn is silent');
    expect(warningsOf(update([node('kitchen', { roles: ['web'] })]).cluster)[0]).toContain('No node keeps chats');
    expect(warningsOf(update([node('kitchen')], { rooms: [{ name: 'bath', node: 'pi', standing: 'silent' }, { name: 'hall', node: 'pi-two', standing: 'up' }] }).cluster)).toEqual([expect.stringContaining('The room bath on pi is silent')]);
    expect(warningsOf(update([node('kitchen')], { link: 'away', linkProblem: 'No route.' }).cluster)[0]).toContain('No route.');
  });

  it('whether a node can be drained, and colours that stay', () => {
    const both = update([node('kitchen'), node('attic')]);
    expect(canDrain(both.cluster, both.cluster.nodes[0]!)).toBe(true);
    expect(canDrain(update([node('kitchen'), node('attic', { standing: 'drained' })]).cluster, node('kitchen'))).toBe(false);
    expect([...ownersOf(both.shards.kinds)]).toEqual([['attic', 0], ['kitchen', 1]]);
    expect(wordsOf({ id: 'a', title: 'Sums', shard: 3, node: 'attic', active: false })).toContain('its next message loads it on attic, shard 3');
  });
});

describe('the page', () => {
  it('shows nodes, shards, queues and actors', async () => {
    page(update([node('kitchen'), node('attic', { peer: 'newer', version: '1.3.0' })]));
    expect(screen.getAllByTestId('cluster-node').map((n) => n.dataset.node)).toEqual(['kitchen', 'attic']);
    expect(within(screen.getAllByTestId('cluster-node')[0]!).getByText('312 MiB')).toBeTruthy();
    expect(screen.getAllByTestId('shard').map((s) => s.dataset.owner)).toEqual(['kitchen', 'attic', '']);
    expect(screen.getByTestId('cluster-warnings').textContent).toContain('newer Sapphire 1.3.0');
    expect((await screen.findAllByTestId('actor')).map((a) => a.dataset.path)).toEqual(['/user/chats', '/user/rooms']);
    expect(screen.queryByTestId('cluster-alone')).toBeNull();
  });

  it('of a single process says how to add a node, and offers nothing that needs others', () => {
    page({ ...update([node('kitchen')], { alone: true, link: 'alone' }), shards: { kinds: [], silent: [] }, queues: { queues: [], problem: null } });
    expect(screen.getByTestId('cluster-alone').textContent).toContain('sapphire run --roles session --broker');
    expect(screen.queryByTestId('node-drain')).toBeNull();
    expect(screen.queryByTestId('node-down')).toBeNull();
  });

  it('restarts an actor only after a second word', async () => {
    page(update([node('kitchen')]));
    fireEvent.click((await screen.findAllByTestId('actor-restart'))[1]!);
    expect(invoke).not.toHaveBeenCalledWith('RestartActor', expect.anything());
    fireEvent.click(screen.getByTestId('confirm-restart-yes'));
    await waitFor(() => expect(invoke).toHaveBeenCalledWith('RestartActor', { node: 'kitchen', path: '/user/rooms' }));
  });

  it('shows dead letters, and deletes them only after a second word', async () => {
    page(update([node('kitchen')]));
    fireEvent.click(screen.getByTestId('queue-dead'));
    expect((await screen.findByTestId('dead-letter')).textContent).toContain('It cannot be read.');
    fireEvent.click(screen.getByTestId('purge-all'));
    expect(invoke).not.toHaveBeenCalledWith('PurgeDeadLetters', expect.anything());
    fireEvent.click(screen.getByTestId('confirm-purge-yes'));
    await waitFor(() => expect(invoke).toHaveBeenCalledWith('PurgeDeadLetters', { queue: 'session', messageId: null }));
  });

  it('drains with progress, and says why it did not work', async () => {
    type Observer = Parameters<typeof hub.stream>[2];
    let observer: Observer | undefined;
    vi.spyOn(hub, 'stream').mockImplementation((_method, _args, one) => {
      observer = one as Observer;
    });
    page(update([node('kitchen'), node('attic')]));
    fireEvent.click(screen.getAllByTestId('node-drain')[1]!);
    fireEvent.click(screen.getByTestId('confirm-drain-yes'));
    act(() => observer!.next({ node: 'attic', total: 4, left: 3, seconds: 0.2, done: false, waiting: 2, patience: 24, slowest: 0, interrupted: 0 }));
    expect(screen.getByTestId('drain-progress').textContent).toContain('1 of 4 shards handed over; waiting for the end of 2 replies and speech jobs, at most 24 s more');
    act(() => observer!.error(new Error('HubException: operator: attic did not answer within 5 s.')));
    expect(screen.queryByTestId('drain-progress')).toBeNull();
  });
});

describe('the palette', () => {
  async function items(value: ClusterUpdate): Promise<PaletteItem[]> {
    const close = vi.fn();
    vi.mocked(hub.watchCluster).mockImplementation((observer) => {
      queueMicrotask(() => observer.next(value));
      return { restart: () => {}, close };
    });
    const end = offerCluster();
    const found = await new Promise<readonly PaletteItem[]>((resolve) => askSources(new AbortController().signal, resolve));
    end();
    expect(close).toHaveBeenCalled();
    vi.mocked(hub.watchCluster).mockReturnValue({ restart: () => {}, close: () => {} });
    return [...found];
  }

  const three = update([node('kitchen'), node('attic'), node('cellar', { standing: 'drained' })]);

  it('names what can be done with each node and queue, and nothing where there is one node', async () => {
    expect((await items(three)).map((item) => item.title)).toEqual(['Drain kitchen', 'Drain attic', 'End attic', 'Let cellar take chats again', 'End cellar', 'Dead letters of session']);
    expect(await items(update([node('kitchen')], { alone: true }))).toEqual([]);
  });

  it('asks on the page before it drains or ends a node, and shows dead letters there', async () => {
    const found = await items(three);
    const run = (id: string) => act(async () => found.find((item) => item.id === `cluster/${id}`)!.run());
    page(three);
    await run('drain/attic');
    expect(currentRoute()).toEqual({ page: 'cluster' });
    expect((await screen.findByTestId('confirm-drain')).textContent).toContain('attic');
    await run('end/cellar');
    expect((await screen.findByTestId('confirm-down')).textContent).toContain('cellar');
    await run('dead/session');
    expect((await screen.findByTestId('dead-letters')).textContent).toContain('It cannot be read.');
    expect(document.activeElement).toBe(screen.getByTestId('queue-dead'));
    await run('resume/cellar');
    expect(invoke).toHaveBeenCalledWith('ResumeNode', 'cellar');
  });
});
