import type { ChatRequest, CommandReply, RenameRequest, TimerRequest, TurnRequest } from '../generated/protocol';
import { hub } from '../hub';
import { ConnectionLostError } from '../hub/hub';
import { uuid7 } from '../shared/uuid';
import { showToast } from './toasts';

/** Calls a hub method; what goes wrong is told in a toast. True when the command took effect. */
async function command(method: string, what: string, request: object): Promise<boolean> {
  try {
    const reply = await hub.invoke<CommandReply>(method, request);
    if (reply.accepted) return true;
    showToast({ kind: 'error', title: reply.error?.title ?? `${what} did not work.`, detail: reply.error?.detail ?? '' });
  } catch (error) {
    const lost = error instanceof ConnectionLostError;
    showToast({
      kind: 'error',
      title: `${what} did not work.`,
      detail: lost ? 'There is no connection. Try again when it is back.' : error instanceof Error ? error.message : String(error),
    });
  }
  return false;
}

const turn = (chatId: string, turnId: string): TurnRequest => ({ commandId: uuid7(), chatId, turnId });

export const cancelTurn = (chatId: string, turnId: string) => command('Cancel', 'Stopping', turn(chatId, turnId));
export const retryTurn = (chatId: string, turnId: string) => command('Retry', 'Trying again', turn(chatId, turnId));
export const continueTurn = (chatId: string, turnId: string) => command('Continue', 'Continuing', turn(chatId, turnId));

export function renameChat(chatId: string, title: string): Promise<boolean> {
  const request: RenameRequest = { commandId: uuid7(), chatId, title };
  return command('Rename', 'Renaming', request);
}

export function restoreChat(chatId: string): Promise<boolean> {
  const request: ChatRequest = { commandId: uuid7(), chatId };
  return command('Restore', 'Restoring the chat', request);
}

/** Deletes a chat and offers the way back for eight seconds. */
export async function deleteChat(chatId: string, title: string, restored: () => void): Promise<boolean> {
  const request: ChatRequest = { commandId: uuid7(), chatId };
  const deleted = await command('Delete', 'Deleting', request);
  if (deleted) {
    showToast({
      title: 'Chat deleted',
      detail: title,
      duration: 8_000,
      action: {
        label: 'Undo',
        testId: 'undo-delete',
        run: () => void restoreChat(chatId).then((done) => done && restored()),
      },
    });
  }
  return deleted;
}

const timer = (timerId: string): TimerRequest => ({ commandId: uuid7(), timerId });

export const cancelTimer = (timerId: string) => command('CancelTimer', 'Cancelling the timer', timer(timerId));
export const dismiss = (timerId: string) => command('Dismiss', 'Dismissing', timer(timerId));
