import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageView, PartView, SiblingsView } from '../generated/protocol';
import { show } from '../test/render';
import { outbox } from '../state/app';
import { answerAgain, continueReply, editReply, selectBranch } from '../state/commands';
import { MessageRow } from './MessageRow';
import { undoKey } from './useUndoKeys';

vi.mock('../state/commands', () => ({
  answerAgain: vi.fn(() => Promise.resolve(true)),
  continueReply: vi.fn(() => Promise.resolve(true)),
  editReply: vi.fn(() => Promise.resolve(true)),
  selectBranch: vi.fn(() => Promise.resolve(true)),
  removeMessages: vi.fn(() => Promise.resolve(true)),
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

  it('of a person without an answer can be answered', async () => {
    row({ role: 'user', source: 'page' });
    fireEvent.click(screen.getByTestId('answer'));
    await waitFor(() => expect(answerAgain).toHaveBeenCalledWith('c1', 'm1'));
  });
});

describe('the keys of undo', () => {
  const key = (init: KeyboardEventInit) => undoKey(new KeyboardEvent('keydown', init));
  it('are Ctrl or ⌘ with Z, and with Shift or Y for the way back', () => {
    expect(key({ key: 'z', ctrlKey: true })).toBe('undo');
    expect(key({ key: 'z', metaKey: true })).toBe('undo');
    expect(key({ key: 'Z', ctrlKey: true, shiftKey: true })).toBe('redo');
    expect(key({ key: 'y', ctrlKey: true })).toBe('redo');
    expect(key({ key: 'z' })).toBeNull();
    expect(key({ key: 'z', ctrlKey: true, altKey: true })).toBeNull();
  });
});
