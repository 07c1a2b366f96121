import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hub } from '../hub';
import { changeSettings, offerUndo, removeMessages, renameChat } from './commands';
import { noSettings } from './chatSettings';
import { toasts } from './toasts';

beforeEach(() => {
  toasts.set([]);
  vi.spyOn(hub, 'invoke').mockReset().mockResolvedValue({ accepted: true, error: null, messageId: null, turnId: null });
});

const sent = (method: string) => vi.mocked(hub.invoke).mock.calls.filter(([name]) => name === method).map(([, request]) => request as { commandId: string; of?: string | null });

describe('an offered undo', () => {
  it('is of what was offered, not of what was done since', async () => {
    await removeMessages('c1', 'm1', 1);
    const [removal] = sent('Remove');
    const offered = toasts.get().at(-1)!;
    await renameChat('c1', 'Another title');
    offered.action!.run();
    await vi.waitFor(() => expect(sent('Undo')).toHaveLength(1));
    expect(sent('Undo')[0]!.of).toBe(removal!.commandId);
  });

  it('is of its own chat', async () => {
    await changeSettings('c1', noSettings);
    await changeSettings('c2', noSettings);
    const [first] = sent('ChangeSettings');
    offerUndo('c1', 'Changed');
    toasts.get().at(-1)!.action!.run();
    await vi.waitFor(() => expect(sent('Undo')).toHaveLength(1));
    expect(sent('Undo')[0]!.of).toBe(first!.commandId);
  });
});
