import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { createBackup, getBackups, getSettings, putSettings } from '../api/settings';
import type { BackupsView, SettingsView, SettingView } from '../generated/protocol';
import { allActions } from '../state/actions';
import { askFor, forgetIntent } from '../state/intents';
import { toasts } from '../state/toasts';
import { show } from '../test/render';
import SettingsPage from './SettingsPage';
import { openSetting } from './settingsSearch';
import { changeSetting, changeSettings, fieldProblems, settingsProblem, settingsView } from './settingsState';
import { findPages, withValues } from './settingsView';

vi.mock('../api/settings', () => ({ getSettings: vi.fn(), putSettings: vi.fn(), restart: vi.fn(), getBackups: vi.fn(), createBackup: vi.fn(), verifyBackup: vi.fn(), deleteBackup: vi.fn() }));

const setting = (key: string, over: Partial<SettingView> = {}): SettingView => ({
  key, category: 'llm', title: `Title of ${key}`, help: 'What it does.', kind: 'whole', value: 5, default: 5, source: 'default', setBy: '', changed: false, applies: 'atOnce', pending: false,
  rule: 'Expected a whole number from 0 to 10.', least: 0, most: 10, unit: '', choices: [], maxLength: 200, advanced: false, ...over,
});
const page = (...settings: SettingView[]): SettingsView => ({
  categories: [{ id: 'llm', title: 'Conversations', help: 'What a model is sent.' }, { id: 'interface', title: 'Appearance', help: 'What the page shows.' }, { id: 'backups', title: 'Backups', help: 'Backups by themselves.' }],
  settings, problem: null, unused: [], restartNeeded: false, canRestart: true, startedAt: '2026-01-01T00:00:00Z', operator: [{ key: 'sapphire.web.https-port', value: '8073', source: 'default' }],
});
const row = (key: string) => screen.getAllByTestId('setting').find((one) => one.dataset['key'] === key)!;
const field = (key: string) => within(row(key)).getByTestId<HTMLInputElement>('setting-field');
const sent = () => vi.mocked(putSettings).mock.calls.map(([values]) => values);
let server: SettingsView;

beforeEach(() => {
  for (const mock of [getSettings, putSettings, getBackups, createBackup]) vi.mocked(mock).mockReset();
  server = page(setting('A'), setting('B', { advanced: true }));
  vi.mocked(getSettings).mockImplementation(() => Promise.resolve(server));
  vi.mocked(putSettings).mockImplementation((values) => Promise.resolve((server = withValues(server, values))));
  settingsView.set(null);
  settingsProblem.set(null);
  fieldProblems.set({});
  toasts.set([]);
  forgetIntent();
  history.replaceState(null, '', '/settings');
});

const open = async (category: string | null = null) => {
  show(<SettingsPage category={category} />);
  await screen.findAllByTestId('settings-category');
};

describe('what is typed into a setting', () => {
  it('is taken over when the page is left by a key, and said why not where it cannot be', async () => {
    await open();
    fireEvent.change(field('A'), { target: { value: '7' } });
    cleanup();
    expect(sent()).toEqual([{ A: 7 }]);
    await open();
    fireEvent.change(field('A'), { target: { value: '77' } });
    cleanup();
    expect(sent()).toHaveLength(1);
    expect(toasts.get().at(-1)).toMatchObject({ kind: 'error', title: 'Title of A was not changed.' });
    expect(toasts.get().at(-1)!.detail).toContain('from 0 to 10');
  });

  it('stands beside what the file has become meanwhile, and does not undo that unasked', async () => {
    await open();
    fireEvent.change(field('A'), { target: { value: '7' } });
    act(() => settingsView.set(page(setting('A', { value: 9, changed: true }))));
    expect(within(row('A')).getByTestId('setting-changed-elsewhere').textContent).toContain('to 9');
    // Typed back to what it was: nothing was meant.
    fireEvent.change(field('A'), { target: { value: '5' } });
    fireEvent.blur(field('A'));
    expect(sent()).toEqual([]);
    expect(field('A').value).toBe('9');
  });

  it('is taken back alone when the server refuses, with what was changed beside it left', async () => {
    settingsView.set(server);
    const refuse: ((error: Error) => void)[] = [];
    vi.mocked(putSettings).mockImplementation(() => new Promise((_, reject) => refuse.push(reject)));
    const first = changeSettings({ A: 1 });
    const second = changeSettings({ B: 2 });
    vi.mocked(getSettings).mockRejectedValue(new ApiError(0, 'Sapphire does not answer.', ''));
    refuse[0]!(new ApiError(400, 'No.', 'Not 1.'));
    expect(await first).toBe(false);
    refuse[1]!(new ApiError(400, 'No.', 'Not 2.'));
    expect(await second).toBe(false);
    expect(settingsView.get()!.settings.map(({ value }) => value)).toEqual([5, 5]);
    expect(fieldProblems.get()).toEqual({ A: 'Not 1.', B: 'Not 2.' });
  });

  it('says in a toast when its undo fails, wherever one is by then', async () => {
    settingsView.set(server);
    await changeSetting('A', 7);
    vi.mocked(putSettings).mockRejectedValue(new ApiError(409, 'It is fixed now.', 'Change it there.'));
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(toasts.get().at(-1)).toMatchObject({ kind: 'error', title: 'It is fixed now.' }));
  });
});

describe('the settings page', () => {
  it('unfolds what is seldom needed for whoever comes for it, and lays a search aside', async () => {
    await open();
    expect(row('B').closest('details')!.open).toBe(false);
    fireEvent.change(screen.getByTestId('settings-search'), { target: { value: 'nonsense' } });
    expect(screen.queryAllByTestId('setting')).toHaveLength(0);
    act(() => openSetting('llm', 'B'));
    await waitFor(() => expect(document.activeElement).toBe(field('B')));
    expect(row('B').closest('details')!.open).toBe(true);
  });

  it('stays unfolded when a setting gets its default, with the focus in its field', async () => {
    server = page(setting('B', { advanced: true, changed: true, value: 7 }));
    await open();
    await userEvent.click(within(row('B')).getByTestId('setting-reset'));
    await waitFor(() => expect(row('B').dataset['changed']).toBe('false'));
    expect(row('B').closest('details')!.open).toBe(true);
    expect(document.activeElement).toBe(field('B'));
  });

  it('finds pages by what stands on them', async () => {
    const ids = (search: string) => findPages(server, search).map(({ id }) => id);
    expect([ids('dark theme'), ids('https-port'), ids('restart'), ids('verify'), ids('nonsense')]).toEqual([['interface'], ['server'], ['danger'], ['backups'], []]);
    await open();
    fireEvent.change(screen.getByTestId('settings-search'), { target: { value: 'dark theme' } });
    await userEvent.click(screen.getByTestId('settings-page-found'));
    expect(location.pathname).toBe('/settings/interface');
  });

  it('offers the reset of a category to the palette while something of it is changed', async () => {
    server = page(setting('A', { value: 7, changed: true }));
    await open();
    const action = () => allActions().find(({ id }) => id === 'settings.category.reset');
    expect(action()!.title).toBe('Reset these: Conversations');
    act(() => void action()!.run());
    await waitFor(() => expect(sent()).toEqual([{ A: null }]));
    await waitFor(() => expect(action()).toBeUndefined());
  });

  it('makes a backup that was asked for on another page', async () => {
    const none = { backups: [], running: null, outcome: null, folder: '/b', note: '' } as unknown as BackupsView;
    vi.mocked(getBackups).mockResolvedValue(none);
    vi.mocked(createBackup).mockResolvedValue(none);
    act(() => askFor('backup.create'));
    await open('backups');
    await waitFor(() => expect(createBackup).toHaveBeenCalledOnce());
  });
});
