import { describe, type Problem } from '../api/http';
import { getSettings, putSettings, restart, type SettingJson } from '../api/settings';
import type { SettingsView } from '../generated/protocol';
import { createStore, useSelect } from '../shared/store';
import { showToast } from '../state/toasts';
import { showProblem, showUndo } from '../state/undo';
import { storedValue, valueText, withRows, withValues } from './settingsView';

type Values = Readonly<Record<string, SettingJson | null>>;

/** The settings as the server has them, with what is on its way to it. */
export const settingsView = createStore<SettingsView | null>(null);

/** Why they cannot be shown. */
export const settingsProblem = createStore<Problem | null>(null);

/** What the server refused of a field, by key: it stays under the field until its next change. */
export const fieldProblems = createStore<Readonly<Record<string, string>>>({});

/** A setting's value now, for code that is no component; `otherwise` until the settings are known. */
export function settingNow<T extends SettingJson>(key: string, otherwise: T): T {
  return valueOf(settingsView.get(), key, otherwise);
}

/** A setting's value, renewed when it changes; `otherwise` until the settings are known. */
export function useSetting<T extends SettingJson>(key: string, otherwise: T): T {
  return useSelect(settingsView, (view) => valueOf(view, key, otherwise));
}

function valueOf<T extends SettingJson>(view: SettingsView | null, key: string, otherwise: T): T {
  return (view?.settings.find((setting) => setting.key === key)?.value as T | undefined) ?? otherwise;
}

/** Where a restart stands. */
export const restarting = createStore(false);

// An answer to a question of before a change must not undo it on the screen.
let changes = 0;

export async function loadSettings(signal?: AbortSignal): Promise<void> {
  const before = changes;
  try {
    const view = await getSettings(signal);
    if (signal?.aborted || before !== changes) return;
    settingsView.set(view);
    settingsProblem.set(null);
  } catch (error) {
    if (!signal?.aborted && !restarting.get()) settingsProblem.set(describe(error));
  }
}

/** What is said in a toast of a change that failed; without it, that of one setting is said under its field. */
interface ChangeOptions {
  problemTitle?: string;
}

/** Changes settings: shown at once, taken back when the server refuses. True when it is stored. */
export async function changeSettings(values: Values, { problemTitle }: ChangeOptions = {}): Promise<boolean> {
  const before = settingsView.get();
  if (!before) return false;
  const mine = ++changes;
  const keys = Object.keys(values);
  settingsView.set(withValues(before, values));
  fieldProblems.set((all) => Object.fromEntries(Object.entries(all).filter(([key]) => !(key in values))));
  try {
    const view = await putSettings(values);
    if (mine === changes) settingsView.set(view);
    return true;
  } catch (error) {
    const { title, detail } = describe(error);
    if (keys.length === 1 && problemTitle === undefined) fieldProblems.set((all) => ({ ...all, [keys[0]!]: detail || title }));
    else showProblem(problemTitle ?? 'The settings were not changed.', error);
    // Only what was shown here is taken back, not what was changed since.
    settingsView.set((now) => (now === null ? now : withRows(now, before, keys)));
    if (mine !== changes) await loadSettings();
    return false;
  }
}

/** Changes one setting and offers the way back. */
export async function changeSetting(key: string, value: SettingJson | null): Promise<boolean> {
  const setting = settingsView.get()?.settings.find((one) => one.key === key);
  if (!setting) return false;
  const before = storedValue(setting);
  if (!(await changeSettings({ [key]: value }))) return false;
  const now = value === null ? setting.default : value;
  showUndo(`${setting.title}: ${valueText(setting, now)}`, () => changeSettings({ [key]: before }, { problemTitle: 'That could not be undone.' }), { testId: 'undo-setting' });
  return true;
}

/** Gives several settings their defaults, and offers the way back to all of them. */
export async function resetSettings(before: Readonly<Record<string, SettingJson>>, what: string): Promise<void> {
  const keys = Object.keys(before);
  if (keys.length === 0) return;
  if (await changeSettings(Object.fromEntries(keys.map((key) => [key, null])))) {
    showUndo(`${what}: ${keys.length === 1 ? 'one setting has its default' : `${keys.length} settings have their defaults`} again.`, () => changeSettings(before, { problemTitle: 'That could not be undone.' }), { testId: 'undo-settings', duration: 15_000 });
  }
}

/** Has Sapphire start anew, and waits until it is back. */
export async function restartSapphire(patience = 90_000, pause = 500): Promise<void> {
  const started = settingsView.get()?.startedAt;
  restarting.set(true);
  try {
    await restart();
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      const view = await getSettings().catch(() => null);
      if (view && view.startedAt !== started) {
        settingsView.set(view);
        settingsProblem.set(null);
        showToast({ title: 'Sapphire has restarted.' });
        return;
      }
    }
    showToast({ kind: 'error', title: 'Sapphire has not come back yet.', detail: 'Look at its terminal or its log; this page goes on when it answers.', duration: 20_000 });
  } catch (error) {
    showProblem('Sapphire was not restarted.', error);
  } finally {
    restarting.set(false);
  }
}
