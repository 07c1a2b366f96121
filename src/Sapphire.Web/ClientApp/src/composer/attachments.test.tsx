import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { uploadImage } from '../api/images';
import type { ContextView } from '../generated/protocol';
import { show } from '../test/render';
import { attachmentsOf, attachmentStore, moveAttachments, mostImages, putBack } from './attachments';
import { Composer } from './Composer';
import { contextKey } from './useContext';

vi.mock('../api/images', async (original) => ({ ...(await original<typeof import('../api/images')>()), uploadImage: vi.fn() }));

const png = (name = 'cat.png') => new File([new Uint8Array(10)], name, { type: 'image/png' });
const stored = { id: 'a'.repeat(64), mediaType: 'image/png', width: 4, height: 3, size: 10 };
const context = (over: Partial<ContextView> = {}): ContextView => ({ model: 'small (Mine)', providerId: 'mine', builtIn: false, sees: true, used: 3_000, limit: 32_000, system: 200, tools: 500, messages: 20, dropped: 0, ...over });
const setUp = (over: Partial<Parameters<typeof Composer>[0]> = {}) => {
  const onSend = vi.fn();
  show(<Composer chatId="c1" onSend={onSend} onStop={null} {...over} />);
  return onSend;
};
const choose = (...files: File[]) => userEvent.upload(screen.getByTestId('image-picker'), files);
const ready = (count: number) => waitFor(() => expect(screen.getAllByTestId('attachment').filter((one) => one.dataset.state === 'ready')).toHaveLength(count));

beforeEach(() => {
  attachmentStore.set(new Map());
  vi.mocked(uploadImage).mockReset().mockResolvedValue(stored);
  URL.createObjectURL = () => 'blob:x';
  URL.revokeObjectURL = () => {};
});

describe('images in the composer', () => {
  it('go with the words, and are gone then', async () => {
    const onSend = setUp();
    await choose(png());
    await ready(1);
    await userEvent.type(screen.getByTestId('composer'), 'What is it?{Enter}');
    expect(onSend.mock.calls).toEqual([['What is it?', [{ type: 'image', id: stored.id, mediaType: 'image/png', width: 4, height: 3, name: 'cat.png' }]]]);
    expect(screen.queryByTestId('attachment')).toBeNull();
  });

  it('go along into a chat that is made before its first message, also while they are uploaded', async () => {
    let finish: (value: typeof stored) => void = () => {};
    vi.mocked(uploadImage).mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const { unmount } = show(<Composer chatId={null} onSend={vi.fn()} onStop={null} />);
    await choose(png());
    unmount();
    moveAttachments(null, 'c1');
    await act(async () => finish(stored));
    setUp();
    await ready(1);
    expect(attachmentsOf(null)(attachmentStore.get())).toEqual([]);
  });

  it('can be sent without words', async () => {
    const onSend = setUp();
    await choose(png());
    await ready(1);
    await userEvent.click(screen.getByTestId('send'));
    expect(onSend.mock.calls[0]?.[0]).toBe('');
  });

  it('are waited for', async () => {
    let finish: (value: typeof stored) => void = () => {};
    vi.mocked(uploadImage).mockReturnValue(new Promise((resolve) => (finish = resolve)));
    const onSend = setUp();
    await choose(png());
    await userEvent.type(screen.getByTestId('composer'), 'now{Enter}');
    expect(onSend).not.toHaveBeenCalled();
    await act(async () => finish(stored));
    await ready(1);
    await userEvent.type(screen.getByTestId('composer'), '{Enter}');
    expect(onSend).toHaveBeenCalledOnce();
  });

  it('say what went wrong, and can be uploaded again or removed', async () => {
    vi.mocked(uploadImage).mockRejectedValueOnce(new ApiError(0, 'Sapphire does not answer.', 'Try again.'));
    setUp();
    await choose(png());
    expect((await screen.findByTestId('attachment-problem')).textContent).toBe('Sapphire does not answer. Try again.');
    expect(screen.getByTestId<HTMLButtonElement>('send').disabled).toBe(true);
    await userEvent.click(screen.getByTestId('attachment-again'));
    await ready(1);
    await userEvent.click(screen.getByTestId('attachment-remove'));
    expect(screen.queryByTestId('attachment')).toBeNull();
  });

  it('are taken from the clipboard, but not instead of words', async () => {
    setUp();
    const field = screen.getByTestId('composer');
    fireEvent.paste(field, { clipboardData: { types: ['text/plain', 'Files'], files: [png()] } });
    expect(screen.queryByTestId('attachment')).toBeNull();
    fireEvent.paste(field, { clipboardData: { types: ['Files'], files: [png()] } });
    await ready(1);
  });

  it('are taken when they are dropped on the page', async () => {
    setUp();
    const dataTransfer = { types: ['Files'], files: [png(), new File(['x'], 'notes.txt', { type: 'text/plain' })], dropEffect: '' };
    fireEvent.dragOver(document.body, { dataTransfer });
    expect(screen.getByTestId<HTMLTextAreaElement>('composer').placeholder).toBe('Drop images here');
    fireEvent.drop(document.body, { dataTransfer });
    await ready(1);
    expect(screen.getByTestId<HTMLTextAreaElement>('composer').placeholder).toBe('Message Sapphire');
  });

  it('are at most so many, and the rest is told', async () => {
    setUp();
    await choose(...Array.from({ length: mostImages + 2 }, (_, i) => png(`${i}.png`)));
    await ready(mostImages);
    expect(screen.getByTestId('images-overflow').textContent).toContain('2 were left out');
  });

  it('of each chat are its own', async () => {
    const { unmount } = show(<Composer chatId="c1" onSend={() => {}} onStop={null} />);
    await choose(png());
    await ready(1);
    unmount();
    show(<Composer chatId="c2" onSend={() => {}} onStop={null} />);
    expect(screen.queryByTestId('attachment')).toBeNull();
  });

  it('come back with a message that was not sent', async () => {
    putBack('c1', [{ type: 'image', id: stored.id, mediaType: 'image/png', width: 4, height: 3, name: 'cat.png' }]);
    const onSend = setUp();
    expect(screen.getByRole<HTMLImageElement>('img', { name: 'cat.png' }).src).toContain(`/api/images/${stored.id}`);
    await userEvent.click(screen.getByTestId('send'));
    expect(onSend.mock.calls[0]?.[1]).toHaveLength(1);
    expect(uploadImage).not.toHaveBeenCalled();
  });

  it('for a model that does not see come with a note', async () => {
    setUp({ context: context({ sees: false }) });
    await choose(png());
    expect((await screen.findByTestId('images-blind')).textContent).toContain('small (Mine) does not see images');
  });
});

describe('the gauge of the context', () => {
  it('says how full it is, and more on demand', async () => {
    setUp({ context: context() });
    const gauge = screen.getByRole('button', { name: 'Context 9 % full' });
    await userEvent.click(gauge);
    expect((await screen.findByTestId('context-details')).textContent).toContain('3,000 of 32,000 tokens');
  });

  it('says what is not sent', () => {
    setUp({ context: context({ used: 30_000, dropped: 12 }) });
    expect(screen.getByTestId('context-gauge').textContent).toBe('12 older messages are not sent');
  });

  it('is not there for the built-in assistant', () => {
    setUp({ context: context({ builtIn: true, limit: 0 }) });
    expect(screen.queryByTestId('context-gauge')).toBeNull();
  });

  it('is asked for again when the chat has changed, not while a reply is written', () => {
    const message = (over: object) => ({ id: 'm', status: 'completed', completedAt: null, parts: [], ...over });
    const chat = (over: object) => ({ id: 'c', deleted: false, messages: [message(over)], settings: {} }) as never;
    expect(contextKey(null)).toBe('');
    expect(contextKey(chat({ status: 'streaming', parts: [{ text: 'a' }] }))).toBe(contextKey(chat({ status: 'streaming', parts: [{ text: 'ab' }] })));
    expect(contextKey(chat({ status: 'streaming' }))).not.toBe(contextKey(chat({})));
  });
});
