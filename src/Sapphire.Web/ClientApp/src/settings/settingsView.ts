import type { SettingJson } from '../api/settings';
import type { SettingsView, SettingView } from '../generated/protocol';

/** What stands behind /settings besides the categories of settings. */
export const extraPages = [
  { id: 'server', title: 'Server', help: 'What an operator sets in sapphire.conf, in the environment or on the command line.' },
  { id: 'danger', title: 'Danger zone', help: 'Steps that change a lot at once.' },
] as const;

/** True when the environment or the command line decides, so that the page cannot. */
export function isFixed(setting: SettingView): boolean {
  return setting.source === 'environment' || setting.source === 'commandLine';
}

/** What the file says: the value to come back to by an undo; null for the default. */
export function storedValue(setting: SettingView): SettingJson | null {
  return setting.changed ? (setting.value as SettingJson) : null;
}

/** The pages of settings that hold every word that is looked for, in their title, their help or what stands on them. */
export function findPages(view: SettingsView, search: string): { id: string; title: string; help: string }[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return [...view.categories, ...extraPages].filter(({ id, title, help }) => {
    const operator = id === 'server' ? view.operator.map((value) => value.key).join(' ') : '';
    const text = `${title} ${help} ${beside[id] ?? ''} ${operator}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Further words for what is on a page besides its settings. */
const beside: Readonly<Record<string, string>> = {
  backups: 'backup now make check verify delete restore download',
  interface: 'appearance theme dark light brightness colours colors palette density distances font size text browser',
  recorder: 'voice voices speech microphone recogniser recognizer synthesizer services',
  danger: 'reset all settings restart sapphire',
};

/** The settings that hold every word that is looked for, in title, help or key. */
export function findSettings(settings: readonly SettingView[], search: string): SettingView[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return settings.filter((setting) => {
    const text = `${setting.title} ${setting.help} ${setting.key} ${setting.category}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** A value as a person reads it: "on", "5 seconds", "10.0.0.0/8, ::1". */
export function valueText(setting: SettingView, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return setting.unit ? `${value} ${setting.unit}` : String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.join(', ');
  return value === '' || value === null || value === undefined ? 'empty' : String(value);
}

/** What a person typed, as a value; or why it is none. */
export function readValue(setting: SettingView, text: string): { value: SettingJson } | { problem: string } {
  switch (setting.kind) {
    case 'whole':
    case 'number': {
      const trimmed = text.trim().replace(',', '.');
      const number = Number(trimmed);
      const wrong = trimmed === '' || !Number.isFinite(number) || (setting.kind === 'whole' && !Number.isInteger(number))
        || (setting.least !== null && number < setting.least) || (setting.most !== null && number > setting.most);
      return wrong ? { problem: setting.rule } : { value: number };
    }
    case 'list':
      return { value: text.split('\n').map((line) => line.trim()).filter((line) => line !== '') };
    default:
      return text.length > setting.maxLength ? { problem: setting.rule } : { value: text };
  }
}

/** A value as it stands in a field. */
export function fieldText(value: unknown): string {
  return Array.isArray(value) ? value.join('\n') : value === null || value === undefined ? '' : String(value);
}

export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The view as it will be when the server has taken a change. */
export function withValues(view: SettingsView, values: Readonly<Record<string, SettingJson | null>>): SettingsView {
  const settings = view.settings.map((setting) => {
    const value = values[setting.key];
    if (value === undefined || isFixed(setting)) return setting;
    const next = value === null ? setting.default : value;
    return {
      ...setting,
      value: next,
      changed: !sameValue(next, setting.default),
      source: value === null ? 'default' : 'file',
      pending: setting.applies === 'restart' && (setting.pending ? setting.pending : !sameValue(next, setting.value)),
    };
  });
  return { ...view, settings, restartNeeded: settings.some((setting) => setting.pending) };
}

/** The view with some settings as another view has them. */
export function withRows(view: SettingsView, from: SettingsView, keys: readonly string[]): SettingsView {
  const settings = view.settings.map((setting) => (keys.includes(setting.key) ? (from.settings.find((one) => one.key === setting.key) ?? setting) : setting));
  return { ...view, settings, restartNeeded: settings.some((setting) => setting.pending) };
}

/** What brings back what is changed in some settings: for an undo of a reset. */
export function changedValues(settings: readonly SettingView[]): Record<string, SettingJson> {
  return Object.fromEntries(settings.filter((setting) => setting.changed && !isFixed(setting)).map((setting) => [setting.key, setting.value as SettingJson]));
}

const appliesWords: Readonly<Record<string, string>> = {
  atOnce: 'Applies at once',
  componentRestart: 'Applies when its part starts the next time',
  restart: 'Applies after a restart',
};

export function appliesText(setting: SettingView): string {
  return appliesWords[setting.applies] ?? '';
}
