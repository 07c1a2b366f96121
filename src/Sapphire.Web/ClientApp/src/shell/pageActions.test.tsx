import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chatActions } from '../chat/useChatActions';
import type { ChatView, MessageView, SettingsView } from '../generated/protocol';
import { currentRoute, navigate } from '../shared/router';
import { settingsView } from '../settings/settingsState';
import { chats, home } from '../state/app';
import { askFor, forgetIntent, useIntent } from '../state/intents';
import { showToast, toasts } from '../state/toasts';
import { promptsTab } from '../state/ui';
import { show } from '../test/render';
import { pageActions } from './pageActions';
import { shellActions } from './shellActions';

const chatId = '01900000-0000-7000-8000-000000000001';
const find = (id: string) => pageActions().find((action) => action.id === id)!;

beforeEach(() => {
  toasts.set([]);
  settingsView.set({ categories: [{ id: 'llm', title: 'Conversations', help: '' }], settings: [], canRestart: true } as unknown as SettingsView);
});

afterEach(() => act(() => {
  settingsView.set(null);
  home.set(null);
  chats.state.set({ chatId: null, chat: null, error: null });
  forgetIntent();
  promptsTab.set('prompts');
  navigate({ page: 'new' });
}));

describe('the actions of the pages', () => {
  it('reach from anywhere what the pages have buttons for, each once', () => {
    const ids = [...pageActions(), ...shellActions(false, () => {})].map((action) => action.id);
    for (const id of [
      'prompts.new', 'prompts.pieces', 'prompts.spices', 'library.import', 'library.export', 'library.merge', 'library.reset', 'personas.new', 'models.add', 'models.scan', 'models.profile',
      'chats.import', 'backup.create', 'settings.reset', 'settings.restart', 'settings.llm', 'settings.server', 'settings.danger', 'view.search', 'go.dashboard', 'session.leave',
    ]) expect(ids).toContain(id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('do it on their page, once, when that is there', () => {
    const run = vi.fn();
    function Waiting() {
      useIntent('prompts.new', run);
      return null;
    }
    promptsTab.set('spices');
    act(() => void find('prompts.new').run());
    expect(currentRoute()).toEqual({ page: 'prompts' });
    expect(promptsTab.get()).toBe('prompts');
    show(<Waiting />);
    expect(run).toHaveBeenCalledOnce();
    act(() => askFor('something.else'));
    expect(run).toHaveBeenCalledOnce();
    act(() => askFor('prompts.new'));
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('have what a toast offers', () => {
    const undo = vi.fn();
    showToast({ title: 'Prompt deleted', action: { label: 'Undo', testId: 'undo', run: undo } });
    const action = pageActions().find((one) => one.group === 'Last change')!;
    expect(action.title).toBe('Undo: Prompt deleted');
    void action.run();
    expect(undo).toHaveBeenCalledOnce();
    expect(toasts.get()).toEqual([]);
  });
});

describe('the actions of a chat', () => {
  const message = (over: Partial<MessageView>): MessageView => ({ id: 'm', role: 'assistant', parts: [{ type: 'text', text: 'Hello' }], status: 'completed', turnId: 't', ...over }) as MessageView;
  const open = (...messages: MessageView[]) => {
    home.set({ chats: [{ id: chatId, title: 'Tea', pinned: false, archived: false }] } as never);
    chats.state.set({ chatId, chat: { id: chatId, deleted: false, messages, undoLabel: null, redoLabel: null } as unknown as ChatView, error: null });
    return chatActions(chatId).map((action) => action.id);
  };

  it('are those of its menus and of its last reply', () => {
    const whole = ['chat.rename', 'chat.pin', 'chat.archive', 'chat.duplicate', 'chat.export.json', 'chat.export.markdown', 'chat.delete'];
    expect(open(message({}))).toEqual(['chat.undo', 'chat.redo', 'chat.redo-y', 'chat.clear', 'reply.again', 'reply.go-on', 'reply.copy', ...whole]);
    expect(open(message({ role: 'user' }))).toEqual(expect.arrayContaining(['reply.again']));
    expect(open(message({ status: 'streaming' })).filter((id) => id.startsWith('reply.'))).toEqual(['reply.stop']);
    expect(open()).toEqual(['chat.undo', 'chat.redo', 'chat.redo-y', ...whole]);
  });
});

it('an intent that nobody waits for does nothing', () => {
  show(<p>Nobody</p>);
  act(() => askFor('models.add'));
  expect(screen.getByText('Nobody')).toBeTruthy();
});
