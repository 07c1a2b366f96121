import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as http from '../api/http';
import { cluster } from '../cluster/cluster';
import type { ActorView, ClusterUpdate, DashboardAnswer, LogLineView, LogUpdate, ModelsView, UsageLineView } from '../generated/protocol';
import { hub } from '../hub';
import { toasts } from '../state/toasts';
import { show } from '../test/render';
import DashboardPage from './DashboardPage';
import { healthLines } from './healthLines';
import { addLines, emptyLog, mostLines } from './log';
import { doesOf, partName } from './partNames';
import { pointsOf } from './Sparkline';
import { seriesOf, valueText } from './usageSeries';

const answer: DashboardAnswer = {
  version: '1',
  parts: [{ name: 'journal', healthy: true, problem: null }, { name: 'broker', healthy: false, problem: 'It is away. Start it.' }],
  views: [{ name: 'search', behind: 3, leftOut: 0, rebuilt: null, problem: null }, { name: 'usage', behind: 0, leftOut: 0, rebuilt: 0.5, problem: null }],
  storage: { events: 'sqlite', kinds: [{ kind: 'journal', bytes: 3 << 20, files: 2 }, { kind: 'logs', bytes: 1 << 20, files: 1 }], free: 5 << 20, size: 10 << 20, measuredAt: '2026-01-02T03:04:05Z' },
};
const actor = (path: string, change: Partial<ActorView> = {}): ActorView => ({ path, type: 'T', state: 'idle', queued: 0, restarts: 0, childCount: 0, children: [], ...change });
const line = (number: number, change: Partial<LogLineView> = {}): LogLineView => ({ number, at: '2026-01-02T03:04:05Z', level: 'information', source: 'Sapphire.Web.Chats', text: `line ${number}`, exception: null, ...change });
const usage = (day: string, model: string, tokens: number, change: object = {}): UsageLineView => ({ day, model, turns: 1, inputTokens: tokens, outputTokens: 0, seconds: 1, ...change }) as UsageLineView;

const invoke = vi.fn();
const watchLog = vi.fn();
let tell: (update: LogUpdate) => void = () => {};
const request = vi.fn();

beforeEach(() => {
  vi.spyOn(hub, 'watchCluster').mockReturnValue({ restart: () => {}, close: () => {} });
  vi.spyOn(hub, 'watchLog').mockImplementation((asked, observer) => {
    watchLog(asked);
    tell = (update) => act(() => observer.next(update));
    return { restart: () => {}, close: () => {} };
  });
  vi.spyOn(hub, 'invoke').mockImplementation((method: string, ...args: unknown[]) => invoke(method, ...args) as never);
  invoke.mockReset().mockImplementation((method: string) => Promise.resolve(method === 'GetActors' ? actor('/user', { children: [actor('/user/sessions', { restarts: 1, childCount: 2 }), actor('/user/operator')] }) : { text: 'It was restarted.' }));
  request.mockReset().mockImplementation((method: string, path: string) => {
    if (method === 'POST') return Promise.resolve(null);
    if (path.startsWith('/api/dashboard')) return Promise.resolve(answer);
    if (path.startsWith('/api/models')) return Promise.resolve({ selection: 'auto', providers: [{ id: 'a', name: 'Alpha', url: '', model: '', enabled: true, hasKey: false, healthy: false, detail: 'does not answer', kind: 'other', fallback: true, keyVariable: '', keyFrom: null, timeout: null, local: true, blocked: null, restsUntil: null }], kinds: [], profiles: [] } satisfies ModelsView);
    if (path.startsWith('/api/usage')) return Promise.resolve({ from: '', to: '', zone: '', lines: [] });
    return Promise.reject(new http.ApiError(503, 'Not now.', 'Wait.'));
  });
  vi.spyOn(http, 'request').mockImplementation((...args: unknown[]) => request(...args) as never);
});

afterEach(() => act(() => cluster.set(null)));

describe('the dashboard', () => {
  it('says what is out of order and why', async () => {
    show(<DashboardPage />);
    const verdict = await screen.findByTestId('health-verdict');
    await waitFor(() => expect(verdict.textContent).toBe('3 things are out of order'));
    const lines = screen.getAllByTestId('health-line').map((one) => [one.dataset['name'], one.dataset['state']]);
    expect(lines).toEqual([['journal', 'good'], ['broker', 'bad'], ['search', 'good'], ['usage', 'busy'], ['a', 'bad'], ['speech-unread', 'bad']]);
    expect(screen.getByText('It is away. Start it.')).toBeTruthy();
    // What cannot be read may be out of order.
    expect(screen.getByText('It cannot be read. Not now. Wait.')).toBeTruthy();
  });

  it('names a part that stands still, and says why it could not be restarted', async () => {
    invoke.mockImplementation((method: string) => (method === 'GetActors' ? Promise.resolve(actor('/user', { children: [actor('/user/rooms', { state: 'suspended' })] })) : Promise.reject(new Error('HubException: It is being stopped.'))));
    show(<DashboardPage />);
    await waitFor(() => expect(screen.getAllByTestId('health-line').map((one) => [one.dataset['name'], one.dataset['state']])).toContainEqual(['/user/rooms', 'bad']));
    await userEvent.click(screen.getByTestId('part-restart'));
    await userEvent.click(screen.getByTestId('confirm-part-yes'));
    await waitFor(() => expect(toasts.get().at(-1)).toMatchObject({ kind: 'error', title: 'The restart did not work.', detail: 'It is being stopped.' }));
    expect(screen.getByTestId('part').dataset['state']).toBe('suspended');
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('part-restart').disabled).toBe(false));
  });

  it('makes a view anew', async () => {
    show(<DashboardPage />);
    const search = (await screen.findAllByTestId('health-line')).find((one) => one.dataset['name'] === 'search')!;
    await userEvent.click(within(search).getByTestId('view-rebuild'));
    expect(request).toHaveBeenCalledWith('POST', '/api/dashboard/views/search/rebuild', {});
  });

  it('restarts a part only after a second word', async () => {
    show(<DashboardPage />);
    const part = (await screen.findAllByTestId('part'))[0]!;
    expect(part.textContent).toContain('Chats in memory');
    expect(part.textContent).toContain('idle, 1 restart, 2 children');
    expect(screen.getAllByTestId('part-restart')).toHaveLength(1);
    await userEvent.click(within(part).getByTestId('part-restart'));
    expect(invoke).not.toHaveBeenCalledWith('RestartActor', expect.anything());
    await userEvent.click(screen.getByTestId('confirm-part-yes'));
    expect(invoke).toHaveBeenCalledWith('RestartActor', { node: null, path: '/user/sessions' });
  });

  it('opens a part and restarts what is below it', async () => {
    show(<DashboardPage />);
    const part = (await screen.findAllByTestId('part'))[0]!;
    invoke.mockImplementation((method: string) => Promise.resolve(method === 'GetActors' ? actor('/user/sessions', { childCount: 40, children: [actor('/user/sessions/s-1')] }) : { text: 'It was restarted.' }));
    await userEvent.click(within(part).getByTestId('part-open'));
    expect(invoke).toHaveBeenCalledWith('GetActors', { node: null, path: '/user/sessions', skip: 0, take: 30, search: null });
    const child = await waitFor(() => screen.getAllByTestId('part').find((one) => one.dataset['path'] === '/user/sessions/s-1')!);
    expect(part.textContent).toContain('and 39 more');
    await userEvent.click(within(child).getByTestId('part-restart'));
    await userEvent.click(screen.getByTestId('confirm-part-yes'));
    expect(invoke).toHaveBeenCalledWith('RestartActor', { node: null, path: '/user/sessions/s-1' });
  });

  it('shows what is stored, and warns of a disk that is full', async () => {
    show(<DashboardPage />);
    const kinds = await screen.findAllByTestId('storage-kind');
    expect(kinds.map((kind) => kind.textContent)).toEqual(['Chats and timers3.0 MiB', 'Logs1.0 MiB'].map((text) => text.replace('.0', '')));
    expect(screen.getByText(/Make room/)).toBeTruthy();
  });

  it('shows what this node uses', async () => {
    show(<DashboardPage />);
    const node = { name: 'n', isSelf: true, started: new Date().toISOString(), version: '1', figures: { cpu: 0.25, memory: 200 << 20, threads: 20, sessions: 3, drops: 0, machine: 'm' } };
    act(() => cluster.set({ cluster: { nodes: [node] } } as unknown as ClusterUpdate));
    expect((await screen.findByTestId('figure-cpu')).textContent).toBe('25%');
    expect(screen.getByTestId('figure-memory').textContent).toBe('200 MiB');
  });
});

describe('the live log', () => {
  it('shows lines as they come, and says how many were missed', () => {
    show(<DashboardPage />);
    tell({ lines: [line(1), line(2, { level: 'error', exception: 'System.Exception: bang\n at x' })], missed: 0, level: 'information' });
    tell({ lines: [line(5)], missed: 2, level: 'information' });
    expect(screen.getAllByTestId('log-line').map((one) => one.dataset['level'])).toEqual(['information', 'error', 'information']);
    expect(screen.getByTestId('log-foot').textContent).toContain('2 lines came too fast');
    expect(screen.getByText('System.Exception: bang')).toBeTruthy();
  });

  it('asks for other lines when the filter changes', async () => {
    show(<DashboardPage />);
    tell({ lines: [line(1)], missed: 0, level: 'information' });
    fireEvent.change(screen.getByTestId('log-filter'), { target: { value: ' kitchen ' } });
    await waitFor(() => expect(watchLog).toHaveBeenLastCalledWith({ level: 'information', text: 'kitchen' }));
    expect(screen.queryAllByTestId('log-line')).toHaveLength(0);
    tell({ lines: [], missed: 0, level: 'warning' });
    expect(screen.getByTestId('log-lines').textContent).toContain('Nothing with this text was written.');
    expect(screen.getByTestId('log-foot').textContent).toContain('This node writes lines from warning on.');
  });

  it('stands still while it is paused', async () => {
    show(<DashboardPage />);
    tell({ lines: [line(1)], missed: 0, level: 'information' });
    await userEvent.click(screen.getByTestId('log-pause'));
    tell({ lines: [line(2)], missed: 0, level: 'information' });
    expect(screen.getAllByTestId('log-line')).toHaveLength(1);
    expect(screen.getByTestId('log-foot').textContent).toContain('There are newer lines.');
    await userEvent.click(screen.getByTestId('log-pause'));
    expect(screen.getAllByTestId('log-line')).toHaveLength(2);
  });

  it('keeps each line once, a bounded number of them, and begins anew with the server', () => {
    let state = addLines(emptyLog, { lines: [line(1), line(2)], missed: 0, level: 'debug' });
    state = addLines(state, { lines: [line(1), line(2), line(3)], missed: 1, level: 'debug' });
    expect(state.lines.map((one) => one.number)).toEqual([1, 2, 3]);
    state = addLines(state, { lines: Array.from({ length: mostLines }, (_, i) => line(i + 4)), missed: 1, level: 'debug' });
    expect(state.lines).toHaveLength(mostLines);
    expect(state.lines[0]?.number).toBe(4);
    expect(state.missed).toBe(2);
    state = addLines(state, { lines: [line(1)], missed: 0, level: 'debug' });
    expect(state.lines.map((one) => one.number)).toEqual([1]);
  });
});

describe('figures', () => {
  it('of usage are days without gaps, by model, the rest together', () => {
    const now = new Date(2026, 0, 10, 12);
    const lines = [usage('2026-01-10', 'big', 50), usage('2026-01-08', 'big', 10), usage('2026-01-10', 'small', 5), usage('2025-01-01', 'old', 9), ...['a', 'b', 'c', 'd', 'e'].map((name) => usage('2026-01-09', name, 1))];
    const series = seriesOf(lines, 'tokens', 3, now);
    expect(series.days).toEqual(['2026-01-08', '2026-01-09', '2026-01-10']);
    expect(series.models.map((model) => [model.name, model.total])).toEqual([['big', 60], ['small', 5], ['a', 1], ['b', 1], ['c', 1], ['2 others', 2]]);
    expect(series.models[0]?.values).toEqual([10, 0, 50]);
    expect([series.total, series.top]).toEqual([70, 55]);
    expect(seriesOf([usage('2026-01-10', 'big', 1, { cost: 0.25 })], 'cost', 3, now).total).toBe(0.25);
    expect(seriesOf([], 'tokens', 3, now).top).toBe(0);
  });

  it('are written for people', () => {
    expect(valueText(1_234_567, 'tokens')).toMatch(/1\.2/);
    expect(valueText(0.0042, 'cost')).toContain('0.0042');
    expect(valueText(12.3, 'cost')).toContain('12.30');
    expect(partName({ path: '/user/lost-commands', type: 'T' })).toBe('Lost commands');
    expect(partName({ path: '/user/cluster-speech', type: 'T' })).toBe('Cluster speech');
    expect(partName({ path: '/user/$b', type: 'RoomDirectory' })).toBe('RoomDirectory');
    expect(doesOf(actor('/user/x', { queued: 2, restarts: 2, childCount: 1 }))).toBe('idle, 2 waiting, 2 restarts, 1 child');
  });

  it('become a line from the lower left to the newest at the right', () => {
    expect(pointsOf([0, 1], 1)).toBe('0.0,39.0 200.0,1.0');
    expect(pointsOf([], 1)).toBe('');
    expect(pointsOf([5], null).split(' ')).toHaveLength(1);
  });

  it('of health tell providers that are off, blocked, left alone or not asked yet', () => {
    const provider = { id: 'p', name: 'P', url: '', model: '', enabled: true, hasKey: false, healthy: true, detail: '12 models' };
    const states = [{}, { enabled: false }, { blocked: 'Privacy mode.' }, { restsUntil: '2026-01-02T03:04:05Z' }, { healthy: null }].map((change) => healthLines(null, { selection: 'auto', providers: [{ ...provider, ...change }] } as unknown as ModelsView, null)[0]!.lines[0]!);
    expect(states.map((line) => line.state)).toEqual(['good', 'off', 'off', 'bad', 'busy']);
    expect(states[2]?.detail).toBe('Privacy mode.');
    expect(states[3]?.detail).toContain('several times in a row');
  });

  it('of health name no provider as the built-in assistant', () => {
    const groups = healthLines(null, { selection: 'auto', providers: [], kinds: [], profiles: [] }, null);
    expect(groups).toEqual([{ name: 'Models', lines: [{ id: 'builtin', name: 'Built-in assistant', state: 'good', detail: 'No provider is set up.' }] }]);
  });
});
