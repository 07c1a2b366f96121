import type { ClusterUpdate, ClusterView, NodeView, ShardKindView } from '../generated/protocol';

/** "12%". */
export const percentOf = (share: number): string => `${Math.round(share * 100)}%`;

/** "312 MiB", "1.5 GiB". */
export function bytesOf(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : Math.round(value * 10) / 10} ${units[unit]}`;
}

/** "3 d 4 h", "5 h 6 min", "7 min", "8 s". */
export function ageOf(from: string, to: string): string {
  const seconds = Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1_000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${seconds} s`;
}

const standings: Record<string, string> = { up: 'Up', silent: 'Silent', draining: 'Draining', drained: 'Drained' };

export const standingOf = (node: NodeView): string => standings[node.standing] ?? node.standing;

/** What is to be looked at, one sentence each; what to do comes with it. */
export function warningsOf(cluster: ClusterView): string[] {
  const warnings: string[] = [];
  if (cluster.linkProblem !== null) warnings.push(`The broker is away. ${cluster.linkProblem} What follows is what was known last.`);
  for (const node of cluster.nodes) {
    if (node.standing === 'silent') warnings.push(`${node.name} is silent: it may be dead, frozen or cut off. Its chats go on elsewhere within seconds once it is held for dead.`);
    if (node.problem !== null) warnings.push(`${node.name}: ${node.problem}`);
    if (node.peer === 'incompatible') warnings.push(`${node.name} runs Sapphire ${node.version}, whose messages are too new for ${cluster.node}. Update ${cluster.node}.`);
    if (node.peer === 'newer') warnings.push(`${node.name} runs the newer Sapphire ${node.version}. Update the others too.`);
    if (node.peer === 'older') warnings.push(`${node.name} runs the older Sapphire ${node.version}. Drain it, update it, and start it again.`);
    if (node.peer === 'other') warnings.push(`${node.name} runs another Sapphire: ${node.version}.`);
  }
  for (const room of cluster.rooms) {
    if (room.standing === 'silent') warnings.push(`The room ${room.name} on ${room.node} is silent: look whether its machine runs and reaches the broker.`);
    if (room.standing === 'stands by') warnings.push(`${room.node} is a room ${room.name} too, and takes no part: give it another name.`);
    if (room.standing === 'away') warnings.push(`The room ${room.name} on ${room.node} cannot reach its chats just now.`);
  }
  if (!cluster.alone && cluster.link === 'connected' && !cluster.nodes.some(keepsChats)) warnings.push('No node keeps chats now. Start one with the role session.');
  return warnings;
}

const keepsChats = (node: NodeView): boolean => node.roles.includes('session') && node.standing === 'up';

/** Whether a node can be drained: it has chats, and another one can take them. */
export const canDrain = (cluster: ClusterView, node: NodeView): boolean =>
  !cluster.alone && cluster.link === 'connected' && keepsChats(node) && cluster.nodes.some((other) => other.name !== node.name && keepsChats(other));

/** The sums in the page's first line. */
export function totalsOf({ cluster, queues }: ClusterUpdate): { nodes: number; chats: number; waiting: number; dead: number; drops: number } {
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  return {
    nodes: cluster.nodes.length,
    chats: sum(cluster.nodes.map((node) => node.figures?.sessions ?? 0)),
    waiting: sum(queues.queues.map((queue) => queue.depth)),
    dead: sum(queues.queues.map((queue) => queue.dead)),
    drops: sum(cluster.nodes.map((node) => node.figures?.drops ?? 0)),
  };
}

/** A colour's number for each owner, the same wherever it is named: by the order of names. Null owners have none. */
export function ownersOf(kinds: readonly ShardKindView[]): Map<string, number> {
  const names = new Set<string>();
  for (const kind of kinds) for (const shard of kind.shards) if (shard.node !== null) names.add(shard.node);
  return new Map([...names].sort().map((name, index) => [name, index % 6]));
}

/** What went wrong with a hub call, without the words of the hub around it. */
export function problemOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /HubException: (?:operator: )?([\s\S]*)$/.exec(text)?.[1] ?? text;
}
