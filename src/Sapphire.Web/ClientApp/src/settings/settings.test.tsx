import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { createBackup, getBackups, getSettings, putSettings, restart } from '../api/settings';
import type { BackupsView, SettingsView, SettingView } from '../generated/protocol';
import { toasts } from '../state/toasts';
import { show } from '../test/render';
import SettingsPage from './SettingsPage';
import { fieldProblems, restartSapphire, settingsProblem, settingsView } from './settingsState';
import { changedValues, findSettings, readValue, valueText, withValues } from './settingsView';
import { sizeText, stepText } from './useBackups';

vi.mock('../api/settings', () => ({
  getSettings: vi.fn(),
  putSettings: vi.fn(),
  restart: vi.fn(),
  getBackups: vi.fn(),
  createBackup: vi.fn(),
  verifyBackup: vi.fn(),
  deleteBackup: vi.fn(),
}));

function setting(key: string, over: Partial<SettingView> = {}): SettingView {
  return {
    key,
    category: 'llm',
    title: `Title of ${key}`,
    help: 'What it does.',
    kind: 'whole',
    value: 5,
    default: 5,
    source: 'default',
    setBy: '',
    changed: false,
    applies: 'atOnce',
    pending: false,
    rule: 'Expected a whole number from 0 to 10.',
    least: 0,
    most: 10,
    unit: '',
    choices: [],
    maxLength: 200,
    advanced: false,
    ...over,
  };
}

const text = { kind: 'text', least: null, most: null, rule: 'Expected a text.' } as const;

function page(settings: SettingView[], over: Partial<SettingsView> = {}): SettingsView {
  return {
    categories: [
      { id: 'llm', title: 'Conversations', help: 'What a model is sent.' },
      { id: 'identity', title: 'Names', help: 'Who is who.' },
      { id: 'backups', title: 'Backups', help: 'Backups by themselves.' },
    ],
    settings,
    problem: null,
    unused: [],
    restartNeeded: false,
    canRestart: true,
    startedAt: '2026-01-01T00:00:00Z',
    operator: [{ key: 'sapphire.web.https-port', value: '8073', source: 'default' }],
    ...over,
  };
}

const row = (key: string) => screen.getAllByTestId('setting').find((one) => one.dataset['key'] === key)!;
const field = (key: string) => within(row(key)).getByTestId('setting-field');

beforeEach(() => {
  for (const mock of [getSettings, putSettings, restart, getBackups, createBackup]) vi.mocked(mock).mockReset();
  settingsView.set(null);
  settingsProblem.set(null);
  fieldProblems.set({});
  toasts.set([]);
  history.replaceState(null, '', '/settings');
});

/** A server that keeps what it is sent. */
function serve(first: SettingsView) {
  let view = first;
  vi.mocked(getSettings).mockImplementation(() => Promise.resolve(view));
  vi.mocked(putSettings).mockImplementation((values) => {
    view = withValues(view, values);
    return Promise.resolve(view);
  });
  return () => view;
}

describe('the settings', () => {
  it('reads what a person types by the kind of the setting', () => {
    const whole = setting('A');
    expect(readValue(whole, ' 7 ')).toEqual({ value: 7 });
    for (const wrong of ['', 'x', '1.5', '-1', '11']) expect(readValue(whole, wrong)).toEqual({ problem: whole.rule });
    expect(readValue(setting('B', { kind: 'number' }), '0,5')).toEqual({ value: 0.5 });
    expect(readValue(setting('C', { ...text, kind: 'list' }), ' a \n\n b')).toEqual({ value: ['a', 'b'] });
    expect(readValue(setting('D', { ...text, maxLength: 2 }), 'abc')).toEqual({ problem: text.rule });
    expect(readValue(setting('D', text), ' as it is ')).toEqual({ value: ' as it is ' });
  });

  it('finds by every word, in key, title and help', () => {
    const all = [setting('CONTEXT_LIMIT', { title: 'Context' }), setting('SOCKS_PORT', { title: 'Proxy port', help: 'Mostly 1080.' })];
    expect(findSettings(all, 'port mostly').map((s) => s.key)).toEqual(['SOCKS_PORT']);
    expect(findSettings(all, 'context_l').map((s) => s.key)).toEqual(['CONTEXT_LIMIT']);
    expect(findSettings(all, 'port context')).toEqual([]);
  });

  it('says values in words', () => {
    expect(valueText(setting('A', { unit: 'seconds' }), 5)).toBe('5 seconds');
    expect([true, ['a', 'b'], [], ''].map((value) => valueText(setting('A', text), value))).toEqual(['on', 'a, b', 'nothing', 'empty']);
  });

  it('takes a change over when the field is left, and offers the way back', async () => {
    const now = serve(page([setting('CONTEXT_LIMIT', { value: 3, changed: true, source: 'file' })]));
    show(<SettingsPage category={null} />);
    await screen.findAllByTestId('setting');
    fireEvent.change(field('CONTEXT_LIMIT'), { target: { value: '8' } });
    expect(putSettings).not.toHaveBeenCalled();
    fireEvent.blur(field('CONTEXT_LIMIT'));
    await waitFor(() => expect(toasts.get()).toHaveLength(1));
    expect(now().settings[0]!.value).toBe(8);
    toasts.get()[0]!.action!.run();
    await waitFor(() => expect(now().settings[0]!.value).toBe(3));
    await waitFor(() => expect((field('CONTEXT_LIMIT') as HTMLInputElement).value).toBe('3'));
  });

  it('refuses what is out of range before it is sent, and keeps what was typed', async () => {
    serve(page([setting('CONTEXT_LIMIT')]));
    show(<SettingsPage category="llm" />);
    await screen.findAllByTestId('setting');
    fireEvent.change(field('CONTEXT_LIMIT'), { target: { value: '99' } });
    fireEvent.keyDown(field('CONTEXT_LIMIT'), { key: 'Enter' });
    expect(await screen.findByText('Expected a whole number from 0 to 10.')).toBeTruthy();
    expect((field('CONTEXT_LIMIT') as HTMLInputElement).value).toBe('99');
    expect(putSettings).not.toHaveBeenCalled();
    fireEvent.keyDown(field('CONTEXT_LIMIT'), { key: 'Escape' });
    expect((field('CONTEXT_LIMIT') as HTMLInputElement).value).toBe('5');
  });

  it('takes back what the server refuses, and says why at the field', async () => {
    serve(page([setting('TIMEZONE', { ...text, value: '', default: '' })]));
    vi.mocked(putSettings).mockRejectedValue(new ApiError(400, 'Time zone cannot be so.', 'There is no time zone "X".'));
    show(<SettingsPage category="llm" />);
    await screen.findAllByTestId('setting');
    fireEvent.change(field('TIMEZONE'), { target: { value: 'X' } });
    fireEvent.blur(field('TIMEZONE'));
    expect(await screen.findByText('There is no time zone "X".')).toBeTruthy();
    expect(row('TIMEZONE').dataset['changed']).toBe('false');
  });

  it('marks what differs from the default, and resets one, a category, and takes that back', async () => {
    const now = serve(page([setting('A', { value: 1, changed: true, source: 'file' }), setting('B', { value: 2, changed: true, source: 'file' }), setting('C', { category: 'identity', value: 3, changed: true, source: 'file' })]));
    show(<SettingsPage category="llm" />);
    await screen.findAllByTestId('setting');
    expect(within(row('A')).getByText('changed')).toBeTruthy();
    fireEvent.click(within(row('A')).getByTestId('setting-reset'));
    await waitFor(() => expect(now().settings[0]!.changed).toBe(false));
    fireEvent.click(screen.getByTestId('reset-category'));
    await waitFor(() => expect(changedValues(now().settings)).toEqual({ C: 3 }));
    await waitFor(() => expect(toasts.get().at(-1)?.action?.testId).toBe('undo-settings'));
    toasts.get().at(-1)!.action!.run();
    await waitFor(() => expect(changedValues(now().settings)).toEqual({ B: 2, C: 3 }));
  });

  it('shows who else decides, and leaves the field alone', async () => {
    serve(page([setting('SOCKS_PORT', { source: 'environment', setBy: 'SAPPHIRE_SETTING_SOCKS_PORT', value: 9 })]));
    show(<SettingsPage category="llm" />);
    await screen.findAllByTestId('setting');
    expect((field('SOCKS_PORT') as HTMLInputElement).disabled).toBe(true);
    expect(screen.getByTestId('setting-fixed').textContent).toContain('SAPPHIRE_SETTING_SOCKS_PORT');
  });

  it('searches all categories', async () => {
    serve(page([setting('A'), setting('NAME', { ...text, category: 'identity', title: 'Your name', value: 'x', default: 'x' })]));
    show(<SettingsPage category="llm" />);
    await screen.findAllByTestId('setting');
    fireEvent.change(screen.getByTestId('settings-search'), { target: { value: 'your' } });
    expect(screen.getAllByTestId('setting').map((one) => one.dataset['key'])).toEqual(['NAME']);
    fireEvent.change(screen.getByTestId('settings-search'), { target: { value: 'nothing like it' } });
    expect(screen.getByTestId('settings-found').textContent).toContain('No setting has');
  });

  it('says that the file is broken, and where', async () => {
    serve(page([setting('A')], { problem: { message: 'settings.json, line 2, column 5: A: Expected a number.', line: 2, column: 5 } }));
    show(<SettingsPage category="llm" />);
    expect((await screen.findByTestId('settings-broken')).textContent).toContain('line 2, column 5');
  });

  it('resets everything only after the word was typed', async () => {
    const now = serve(page([setting('A', { value: 1, changed: true, source: 'file' })]));
    show(<SettingsPage category="danger" />);
    fireEvent.click(await screen.findByTestId('reset-all'));
    const yes = await screen.findByTestId('reset-all-yes');
    expect((yes as HTMLButtonElement).disabled).toBe(true);
    fireEvent.change(screen.getByTestId('reset-word'), { target: { value: 'reset' } });
    fireEvent.click(yes);
    await waitFor(() => expect(now().settings[0]!.changed).toBe(false));
  });

  it('offers the restart that a setting waits for, and sees when Sapphire is back', async () => {
    serve(page([setting('A', { applies: 'restart', pending: true })], { restartNeeded: true }));
    show(<SettingsPage category="llm" />);
    expect((await screen.findByTestId('restart-needed')).textContent).toContain('Title of A');
    vi.mocked(restart).mockResolvedValue(null);
    vi.mocked(getSettings).mockRejectedValueOnce(new ApiError(0, 'Away', ''));
    vi.mocked(getSettings).mockResolvedValue(page([setting('A', { applies: 'restart' })], { startedAt: '2026-01-01T00:01:00Z' }));
    await restartSapphire(5_000, 1);
    expect(toasts.get().at(-1)?.title).toBe('Sapphire has restarted.');
    await waitFor(() => expect(screen.queryByTestId('restart-needed')).toBeNull());
  });

  it('shows what an operator has set', async () => {
    serve(page([setting('A')]));
    show(<SettingsPage category="server" />);
    expect((await screen.findByTestId('server-value')).textContent).toContain('8073');
  });
});

describe('the backups', () => {
  const backup = { name: 'sapphire-20260101-030000.tar.gz', size: 1_234_000, created: '2026-01-01T03:00:00Z', version: '1.0', secrets: false, files: 9, automatic: false, problem: '', verified: null };
  const view: BackupsView = { folder: '/home/me/backups', backups: [backup], running: null, outcome: null, note: '' };

  it('are listed, and one is made with its progress shown', async () => {
    serve(page([setting('A', { category: 'backups' })]));
    vi.mocked(getBackups).mockResolvedValue(view);
    vi.mocked(createBackup).mockResolvedValue({ ...view, running: { kind: 'create', name: '', step: 'packing', done: 5, total: 10 } });
    show(<SettingsPage category="backups" />);
    expect((await screen.findByTestId('backup')).textContent).toContain('1.2 MB');
    vi.mocked(getBackups).mockResolvedValue({ ...view, running: { kind: 'create', name: '', step: 'packing', done: 5, total: 10 } });
    fireEvent.click(screen.getByTestId('backup-create'));
    expect((await screen.findByTestId('backup-running')).textContent).toContain('Packing …');
    expect((screen.getByTestId('backup-create') as HTMLButtonElement).disabled).toBe(true);
  });

  it('say how a work ended, and what is wrong with one', async () => {
    serve(page([setting('A', { category: 'backups' })]));
    vi.mocked(getBackups).mockResolvedValue({ ...view, backups: [{ ...backup, problem: 'It is damaged.' }], outcome: { number: 1, kind: 'verify', name: backup.name, ok: false, message: 'It is damaged.' } });
    show(<SettingsPage category="backups" />);
    expect((await screen.findByTestId('backup-problem')).textContent).toBe('It is damaged.');
    expect(screen.getByTestId('backup-outcome').dataset['ok']).toBe('false');
  });

  it('have sizes and steps in words', () => {
    expect([0, 999, 1_000, 123_456, 5_000_000_000].map(sizeText)).toEqual(['0 B', '999 B', '1.0 KB', '123 KB', '5.0 GB']);
    expect(stepText({ kind: 'verify', name: 'x', step: 'checking', done: 0, total: 0 })).toBe('Checking x …');
  });
});
