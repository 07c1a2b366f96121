import { act, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { longestSide, sideNow } from '../composer/pictures';
import type { MessageView, SettingsView } from '../generated/protocol';
import { settingsView } from '../settings/settingsState';
import { show } from '../test/render';
import { MessageRow } from './MessageRow';

const message = (role: 'user' | 'assistant'): MessageView => ({
  id: role, parentId: null, role, parts: [{ type: 'text', text: 'Hello' }], status: 'completed', error: null, commandId: null, turnId: 't1', epoch: 1, sequence: 0,
  source: null, model: null, usage: null, createdAt: '2026-01-01T00:00:00Z', completedAt: null, heardLength: null, siblings: null, providerId: null, modelId: null, spice: null, edited: false,
});

const set = (values: Record<string, unknown>) => settingsView.set({ settings: Object.entries(values).map(([key, value]) => ({ key, value })) } as unknown as SettingsView);

beforeEach(() => {
  settingsView.set(null);
});

describe('the pictures beside messages', () => {
  it('leave at once when the setting says so, and come back', () => {
    show(<MessageRow chatId="c" message={message('assistant')} last={false} />);
    expect(screen.getByTestId('reply-avatar')).toBeTruthy();
    act(() => set({ AVATARS_IN_CHAT: false }));
    expect(screen.queryByTestId('reply-avatar')).toBeNull();
    act(() => set({ AVATARS_IN_CHAT: true }));
    expect(screen.getByTestId('reply-avatar')).toBeTruthy();
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
