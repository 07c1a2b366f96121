import type { Problem } from '../api/http';
import type { ActorView, DashboardAnswer, ModelsView, SpeechView } from '../generated/protocol';
import { shortTime } from '../shared/time';
import { partName } from './partNames';

/** One thing that can be out of order. */
export interface HealthLine {
  id: string;
  name: string;
  state: 'good' | 'bad' | 'off' | 'busy';
  /** Why, and what to do. */
  detail: string;
  /** The view that can be made anew here. */
  rebuild?: string;
}

export interface HealthGroup {
  name: string;
  lines: HealthLine[];
}

const partNames: Record<string, string> = { journal: 'Journal', store: 'Shared settings', broker: 'Broker' };
export const viewNames: Readonly<Record<string, string>> = { chats: 'List of chats', search: 'Search', usage: 'Usage' };

const count = new Intl.NumberFormat();

/** What could not be read, and so may be out of order without anybody seeing it. */
export interface Unread {
  models?: Problem | null;
  speech?: Problem | null;
  parts?: Problem | null;
}

/** All that is known, in groups; a group of which nothing is known yet is left out. Only parts that stand still are named here: all are listed below. */
export function healthLines(dashboard: DashboardAnswer | null, models: ModelsView | null, speech: SpeechView | null, parts: ActorView | null = null, unread: Unread = {}): HealthGroup[] {
  const groups: HealthGroup[] = [];
  if (dashboard !== null) {
    groups.push({ name: 'Storage', lines: dashboard.parts.map((part) => ({ id: part.name, name: partNames[part.name] ?? part.name, state: part.healthy ? 'good' : 'bad', detail: part.problem ?? '' })) });
    groups.push({ name: 'Views', lines: dashboard.views.map(viewLine) });
  }
  if (models !== null) {
    groups.push({
      name: 'Models',
      lines: models.providers.length === 0
        ? [{ id: 'builtin', name: 'Built-in assistant', state: 'good', detail: 'No provider is set up.' }]
        : models.providers.map(providerLine),
    });
  }
  if (speech !== null) {
    const engines = new Map([...speech.synthesizers, ...speech.recognizers].map((engine) => [engine.id, engine]));
    // A service that nobody has set up is no fault.
    groups.push({ name: 'Speech', lines: [...engines.values()].map((engine) => ({ id: engine.id, name: engine.name, state: engine.available ? 'good' : 'off', detail: engine.available ? '' : engine.detail })) });
  }
  groups.push({ name: 'Parts', lines: (parts?.children ?? []).filter(standsStill).map((part) => ({ id: part.path, name: partName(part), state: 'bad', detail: 'It stands still. Restart it below.' })) });
  for (const [name, problem] of [['Models', unread.models], ['Speech', unread.speech], ['Parts', unread.parts]] as const) {
    if (!problem) continue;
    const group = groups.find((one) => one.name === name) ?? { name, lines: [] };
    if (!groups.includes(group)) groups.push(group);
    group.lines.push({ id: `${name.toLowerCase()}-unread`, name: 'How they are now', state: 'bad', detail: `It cannot be read. ${problem.title} ${problem.detail}`.trim() });
  }
  return groups.filter((group) => group.lines.length > 0);
}

/** A part that does nothing until somebody restarts it. */
export const standsStill = (actor: Pick<ActorView, 'state'>): boolean => actor.state === 'suspended' || actor.state === 'stopped';

function providerLine(provider: ModelsView['providers'][number]): HealthLine {
  const line = { id: provider.id, name: provider.name };
  if (!provider.enabled) return { ...line, state: 'off', detail: 'Switched off.' };
  if (provider.blocked) return { ...line, state: 'off', detail: provider.blocked };
  if (provider.restsUntil) return { ...line, state: 'bad', detail: `It failed several times in a row and is left alone until ${shortTime(provider.restsUntil)}.` };
  return { ...line, state: provider.healthy === false ? 'bad' : provider.healthy === null ? 'busy' : 'good', detail: provider.detail };
}

function viewLine(view: DashboardAnswer['views'][number]): HealthLine {
  const line = { id: view.name, name: viewNames[view.name] ?? view.name, rebuild: view.name };
  if (view.problem !== null) return { ...line, state: 'bad', detail: view.problem };
  if (view.rebuilt !== null) return { ...line, state: 'busy', detail: `Made anew: ${Math.floor(view.rebuilt * 100)}%.` };
  if (view.leftOut > 0) return { ...line, state: 'bad', detail: `${count.format(view.leftOut)} ${view.leftOut === 1 ? 'event' : 'events'} could not be read and ${view.leftOut === 1 ? 'is' : 'are'} left out.` };
  return { ...line, state: 'good', detail: view.behind > 0 ? `${count.format(view.behind)} ${view.behind === 1 ? 'event' : 'events'} behind.` : '' };
}
