import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hub } from '../hub';
import { archiveChat, offerUndo, pinChat, removeMessages, undo } from './commands';
import { toasts } from './toasts';

beforeEach(() => {
  toasts.set([]);
  vi.spyOn(hub, 'invoke').mockReset().mockResolvedValue({ accepted: true, error: null });
});

const titles = () => toasts.get().map(({ title }) => title);

describe('the offer to undo', () => {
  it('goes when its chat has changed again, since it would undo that', async () => {
    await archiveChat('a', true);
    offerUndo('a', 'In the archive: a');
    await removeMessages('b', 'm', 1);
    expect(titles()).toEqual(['In the archive: a', 'Message deleted']);
    await pinChat('a', true);
    expect(titles()).toEqual(['Message deleted']);
    await undo('b', 'delete a message');
    expect(titles()).toEqual(['Undone: delete a message']);
  });

  it('stays when the change was refused', async () => {
    offerUndo('a', 'In the archive: a');
    vi.spyOn(hub, 'invoke').mockRejectedValue(new Error("An unexpected error occurred invoking 'Pin' on the server. HubException: The disk is full."));
    await pinChat('a', true);
    expect(toasts.get().map(({ title, detail }) => [title, detail])).toEqual([['In the archive: a', ''], ['Pinning did not work.', 'The disk is full.']]);
  });
});
