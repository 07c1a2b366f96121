import { act, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { getAvatars } from '../api/avatars';
import { longestSide, sideNow } from '../composer/pictures';
import type { MessageView, SettingsView } from '../generated/protocol';
import { avatars } from '../personas/avatars';
import { settingsView } from '../settings/settingsState';
import { show } from '../test/render';
import { MessageRow } from './MessageRow';

vi.mock('../api/avatars', () => ({ getAvatars: vi.fn(), setAvatar: vi.fn(), uploadAvatar: vi.fn(), avatarUrl: (id: string) => `/api/avatars/${id}` }));

const message = (role: 'user' | 'assistant'): MessageView => ({
  id: role, parentId: null, role, parts: [{ type: 'text', text: 'Hello' }], status: 'completed', error: null, commandId: null, turnId: 't1', epoch: 1, sequence: 0,
  source: null, model: null, usage: null, createdAt: '2026-01-01T00:00:00Z', completedAt: null, heardLength: null, siblings: null, providerId: null, modelId: null, spice: null, edited: false,
});

const set = (values: Record<string, unknown>) => settingsView.set({ settings: Object.entries(values).map(([key, value]) => ({ key, value })) } as unknown as SettingsView);

beforeEach(() => {
  settingsView.set(null);
  avatars.set(null);
  vi.mocked(getAvatars).mockReset().mockResolvedValue({ user: 'me', assistant: 'it' });
});

describe('the pictures beside messages', () => {
  it('are shown, and leave at once when the setting says so', async () => {
    show(<><MessageRow chatId="c" message={message('user')} last={false} /><MessageRow chatId="c" message={message('assistant')} last={false} /></>);
    expect((await screen.findByTestId('own-avatar')).getAttribute('src')).toBe('/api/avatars/me');
    expect(screen.getByTestId('reply-avatar').querySelector('img')?.getAttribute('src')).toBe('/api/avatars/it');
    act(() => set({ AVATARS_IN_CHAT: false }));
    expect(screen.queryByTestId('own-avatar')).toBeNull();
    expect(screen.queryByTestId('reply-avatar')).toBeNull();
    act(() => set({ AVATARS_IN_CHAT: true }));
    expect(screen.getByTestId('reply-avatar')).toBeTruthy();
  });

  it('are the mark of the program where nobody chose one', async () => {
    vi.mocked(getAvatars).mockResolvedValue({ user: null, assistant: null });
    show(<MessageRow chatId="c" message={message('assistant')} last={false} />);
    await vi.waitFor(() => expect(avatars.get()).not.toBeNull());
    expect(screen.getByTestId('reply-avatar').querySelector('svg')).toBeTruthy();
  });
});

describe('the largest image', () => {
  it('is what the settings say, any at all for 0, and the default until they are known', () => {
    expect(sideNow()).toBe(longestSide);
    set({ IMAGE_UPLOAD_MAX_WIDTH: 800 });
    expect(sideNow()).toBe(800);
    set({ IMAGE_UPLOAD_MAX_WIDTH: 0 });
    expect(sideNow()).toBe(Number.MAX_SAFE_INTEGER);
  });
});
