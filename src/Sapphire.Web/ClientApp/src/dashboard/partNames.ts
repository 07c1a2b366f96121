import type { ActorView } from '../generated/protocol';

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
export function partName({ path, type }: Pick<ActorView, 'path' | 'type'>): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  // One that nobody named has a running number: its class says more.
  const last = name.startsWith('$') ? type : name;
  return names[last] ?? last.charAt(0).toUpperCase() + last.slice(1).replaceAll('-', ' ');
}

/** "idle, 3 waiting, 1 restart, 2 children". */
export function doesOf(actor: ActorView): string {
  const many = (n: number, one: string, more: string) => (n > 0 ? `, ${n} ${n === 1 ? one : more}` : '');
  return `${actor.state}${many(actor.queued, 'waiting', 'waiting')}${many(actor.restarts, 'restart', 'restarts')}${many(actor.childCount, 'child', 'children')}`;
}
