import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatView, MessageView, PartView, SiblingsView } from '../generated/protocol';
import { forgetUnsaved } from '../shared/unsaved';
import { show } from '../test/render';
import { chats, outbox } from '../state/app';
import { noSettings } from '../state/chatSettings';
import { answerAgain, continueReply, editReply, redo, removeToolCall, selectBranch, undo } from '../state/commands';
import { toasts } from '../state/toasts';
import { MessageRow } from './MessageRow';
import { chatActions } from './useChatActions';

vi.mock('../state/commands', () => ({
  answerAgain: vi.fn(() => Promise.resolve(true)),
  continueReply: vi.fn(() => Promise.resolve(true)),
  editReply: vi.fn(() => Promise.resolve(true)),
  selectBranch: vi.fn(() => Promise.resolve(true)),
  removeMessages: vi.fn(() => Promise.resolve(true)),
  removeToolCall: vi.fn(() => Promise.resolve(true)),
  undo: vi.fn(() => Promise.resolve(true)),
  redo: vi.fn(() => Promise.resolve(true)),
}));

const message = (over: Partial<MessageView> = {}): MessageView => ({
  id: 'm1', parentId: null, role: 'assistant', parts: [{ type: 'text', text: 'Hello' }], status: 'completed', error: null, commandId: null, turnId: 't1',
  epoch: 1, sequence: 0, source: null, model: 'built-in', usage: null, createdAt: '2026-01-01T00:00:00Z', completedAt: null, heardLength: null,
  siblings: null, providerId: null, modelId: null, spice: null, edited: false, ...over,
});
const siblings = (over: Partial<SiblingsView> = {}): SiblingsView => ({ index: 1, count: 3, previousId: 'a', nextId: 'c', ...over });
const row = (over: Partial<MessageView> = {}, last = true) => show(<MessageRow chatId="c1" message={message(over)} last={last} />);

beforeEach(() => {
  vi.clearAllMocks();
  forgetUnsaved();
});

describe('the versions of a message', () => {
  it('are counted, and walked with buttons and arrow keys', async () => {
    row({ siblings: siblings() });
    const group = screen.getByRole('group', { name: 'Version 2 of 3' });
    expect(group.textContent).toContain('2 / 3');
    fireEvent.click(screen.getByTestId('previous-sibling'));
    await waitFor(() => expect(selectBranch).toHaveBeenLastCalledWith('c1', 'a'));
    await act(() => Promise.resolve());
    fireEvent.keyDown(screen.getByTestId('next-sibling'), { key: 'ArrowRight' });
    await waitFor(() => expect(selectBranch).toHaveBeenLastCalledWith('c1', 'c'));
  });

  it('end at the first and the last', () => {
    row({ siblings: siblings({ index: 2, nextId: null }) });
    const next = screen.getByTestId('next-sibling');
    expect(next.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(next);
    fireEvent.keyDown(next, { key: 'ArrowRight' });
    expect(selectBranch).not.toHaveBeenCalled();
  });

  it('keep the focus on the arrow when the walk arrives', async () => {
    const { unmount } = row({ siblings: siblings() });
    fireEvent.click(screen.getByTestId('next-sibling'));
    await act(() => Promise.resolve());
    unmount();
    row({ id: 'c', siblings: siblings({ index: 2, previousId: 'm1', nextId: null }) });
    expect(document.activeElement).toBe(screen.getByTestId('previous-sibling'));
  });

  it('are not shown where there is only one', () => {
    row();
    expect(screen.queryByTestId('siblings')).toBeNull();
  });
});

describe('a message', () => {
  it('of a person is edited in place and sent in its place, with its pictures', () => {
    const add = vi.spyOn(outbox, 'add').mockReturnValue({} as ReturnType<typeof outbox.add>);
    const image: PartView = { type: 'image', id: 'ab', mediaType: 'image/png', width: 3, height: 4, name: 'one.png' };
    row({ role: 'user', parts: [{ type: 'text', text: 'Helo' }, image], source: 'page' }, false);
    expect(screen.getByTestId('message-image').querySelector('img')?.getAttribute('alt')).toBe('one.png');
    fireEvent.click(screen.getByTestId('edit-message'));
    const field = screen.getByTestId('edit-input');
    fireEvent.change(field, { target: { value: 'Hello' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(add).toHaveBeenCalledWith('c1', 'Hello', false, 'm1', [image]);
    expect(screen.queryByTestId('edit-input')).toBeNull();
  });

  it('of the model is edited in place; Escape leaves it as it was', () => {
    row();
    fireEvent.click(screen.getByTestId('edit-message'));
    fireEvent.keyDown(screen.getByTestId('edit-input'), { key: 'Escape' });
    expect(screen.queryByTestId('edit-input')).toBeNull();
    fireEvent.click(screen.getByTestId('edit-message'));
    fireEvent.change(screen.getByTestId('edit-input'), { target: { value: 'Hello you' } });
    fireEvent.click(screen.getByTestId('edit-keep'));
    expect(editReply).toHaveBeenCalledWith('c1', 'm1', 'Hello you');
  });

  it('keeps what was typed where it cannot be stored, and where one goes away', async () => {
    vi.mocked(editReply).mockResolvedValueOnce(false);
    const { unmount } = row();
    fireEvent.click(screen.getByTestId('edit-message'));
    fireEvent.change(screen.getByTestId('edit-input'), { target: { value: 'A long new text' } });
    fireEvent.click(screen.getByTestId('edit-keep'));
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('edit-keep').disabled).toBe(false));
    expect(screen.getByTestId<HTMLTextAreaElement>('edit-input').value).toBe('A long new text');
    unmount();
    row();
    expect(screen.getByTestId<HTMLTextAreaElement>('edit-input').value).toBe('A long new text');
    fireEvent.click(screen.getByTestId('edit-keep'));
    await waitFor(() => expect(screen.queryByTestId('edit-input')).toBeNull());
    expect(editReply).toHaveBeenCalledTimes(2);
  });

  it('is answered again, and goes on at the end only', async () => {
    const { unmount } = row();
    fireEvent.click(screen.getByTestId('regenerate'));
    await waitFor(() => expect(answerAgain).toHaveBeenCalledWith('c1', 'm1'));
    fireEvent.click(screen.getByTestId('go-on'));
    await waitFor(() => expect(continueReply).toHaveBeenCalledWith('c1', 'm1'));
    unmount();
    row({}, false);
    expect(screen.queryByTestId('go-on')).toBeNull();
  });

  it('lets go of a tool call when it has ended', () => {
    const call: PartView = { type: 'tool', callId: 'k', name: 'get_time', arguments: '{}', result: '12:00', error: null, durationMs: 3 };
    const { unmount } = row({ parts: [call], status: 'streaming' });
    expect(screen.queryByTestId('remove-tool-call')).toBeNull();
    unmount();
    row({ parts: [call] });
    fireEvent.click(screen.getByTestId('remove-tool-call'));
    expect(removeToolCall).toHaveBeenCalledWith('c1', 'm1', 'k');
  });

  it('of a person without an answer can be answered', async () => {
    row({ role: 'user', source: 'page' });
    fireEvent.click(screen.getByTestId('answer'));
    await waitFor(() => expect(answerAgain).toHaveBeenCalledWith('c1', 'm1'));
  });
});

describe('the keys of undo', () => {
  const chat = (over: Partial<ChatView>): ChatView => ({
    id: 'c1', title: 'T', messages: [message()], deleted: false, settings: noSettings, pinned: false, archived: false, undoLabel: null, redoLabel: null, ...over,
  });
  const shown = (over: Partial<ChatView>) => chats.state.set({ chatId: 'c1', chat: chat(over), error: null });
  const action = (id: string) => chatActions('c1').find((one) => one.id === id);

  it('undo and do again what the chat names, and say when there is nothing', () => {
    shown({ undoLabel: 'delete 3 messages' });
    expect(action('chat.undo')).toMatchObject({ title: 'Undo: delete 3 messages', shortcut: 'Mod+Z', keys: 'outside-fields' });
    void action('chat.undo')?.run();
    expect(undo).toHaveBeenCalledWith('c1', 'delete 3 messages');
    void action('chat.redo')?.run();
    expect(redo).not.toHaveBeenCalled();
    expect(toasts.get().at(-1)?.title).toMatch(/nothing to do again/);
    shown({ redoLabel: 'pin the chat' });
    void action('chat.redo-y')?.run();
    expect(redo).toHaveBeenCalledWith('c1', 'pin the chat');
  });

  it('are not offered for another chat, or a deleted one', () => {
    shown({ deleted: true });
    expect(chatActions('c1')).toEqual([]);
    shown({});
    expect(chatActions('c2')).toEqual([]);
  });
});
