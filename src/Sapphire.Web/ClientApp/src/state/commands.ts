import type {
  ChangeSettingsRequest, ChatRequest, ChatSettings, CommandReply, EditReplyRequest, FlagRequest, MessageRequest, RemoveRequest, RenameRequest, TimerRequest, ToolCallRequest, TurnRequest, UndoRequest,
} from '../generated/protocol';
import { hub } from '../hub';
import { ConnectionLostError } from '../hub/hub';
import { uuid7 } from '../shared/uuid';
import { closeToast, showToast } from './toasts';

/** Commands after which the last change of a chat is another one. */
const changing = new Set(['Retry', 'Answer', 'ContinueReply', 'SelectBranch', 'EditReply', 'RemoveToolCall', 'Remove', 'Undo', 'Redo', 'ChangeSettings', 'Pin', 'Archive', 'Rename']);

/** The offers to undo that are on screen, by chat. */
const offers = new Map<string, number>();

/** The last command of this page that changed a chat: what an offered undo is of, and nothing that was changed elsewhere since. */
const lastChange = new Map<string, string>();

/** An offer undoes the last change of its chat: when there is a newer one, it would undo that instead, and goes. */
function withdrawUndo(chatId: string): void {
  const offer = offers.get(chatId);
  if (offer === undefined) return;
  offers.delete(chatId);
  closeToast(offer);
}

/** What the server says of a call that failed, without what the connection puts in front of it. */
const problemOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).replace(/^.*HubException: (operator: )?/, '');

/** Calls a hub method; what goes wrong is told in a toast. True when the command took effect. */
async function command(method: string, what: string, request: { commandId: string; chatId?: string }): Promise<boolean> {
  try {
    const reply = await hub.invoke<CommandReply>(method, request);
    if (reply.accepted) {
      if (changing.has(method) && request.chatId !== undefined) {
        withdrawUndo(request.chatId);
        lastChange.set(request.chatId, request.commandId);
      }
      return true;
    }
    showToast({ kind: 'error', title: reply.error?.title ?? `${what} did not work.`, detail: reply.error?.detail ?? '' });
  } catch (error) {
    const lost = error instanceof ConnectionLostError;
    showToast({
      kind: 'error',
      title: `${what} did not work.`,
      detail: lost ? 'There is no connection. Try again when it is back.' : problemOf(error),
    });
  }
  return false;
}

const turn = (chatId: string, turnId: string): TurnRequest => ({ commandId: uuid7(), chatId, turnId });

export const cancelTurn = (chatId: string, turnId: string) => command('Cancel', 'Stopping', turn(chatId, turnId));
export const retryTurn = (chatId: string, turnId: string) => command('Retry', 'Trying again', turn(chatId, turnId));
export const continueTurn = (chatId: string, turnId: string) => command('Continue', 'Continuing', turn(chatId, turnId));

const message = (chatId: string, messageId: string): MessageRequest => ({ commandId: uuid7(), chatId, messageId });

/** Another answer to a message, or to the one that a reply answers. */
export const answerAgain = (chatId: string, messageId: string) => command('Answer', 'Asking again', message(chatId, messageId));
/** Lets a reply that has ended go on. */
export const continueReply = (chatId: string, messageId: string) => command('ContinueReply', 'Continuing', message(chatId, messageId));
/** Shows the branch of a message. */
export const selectBranch = (chatId: string, messageId: string) => command('SelectBranch', 'Showing the other version', message(chatId, messageId));

/** Puts another text in the place of a reply's. */
export function editReply(chatId: string, messageId: string, text: string): Promise<boolean> {
  const request: EditReplyRequest = { commandId: uuid7(), chatId, messageId, text };
  return command('EditReply', 'Editing', request);
}

/** Removes a tool call from a reply. */
export async function removeToolCall(chatId: string, messageId: string, callId: string): Promise<boolean> {
  const request: ToolCallRequest = { commandId: uuid7(), chatId, messageId, callId };
  const removed = await command('RemoveToolCall', 'Removing the tool call', request);
  if (removed) offerUndo(chatId, 'Tool call removed');
  return removed;
}

/** Removes a message and what follows it, or with null all of them, and offers the way back. */
export async function removeMessages(chatId: string, messageId: string | null, count: number): Promise<boolean> {
  const request: RemoveRequest = { commandId: uuid7(), chatId, messageId };
  const removed = await command('Remove', 'Deleting', request);
  if (removed) offerUndo(chatId, messageId === null ? 'All messages deleted' : count === 1 ? 'Message deleted' : `${count} messages deleted`);
  return removed;
}

/** Says what was done in a chat by the last command, and offers to undo it; not what comes after it. */
export function offerUndo(chatId: string, title: string): void {
  const of = lastChange.get(chatId) ?? null;
  offers.set(chatId, showToast({ title, duration: 8_000, action: { label: 'Undo', testId: 'undo-toast', run: () => void undo(chatId, null, of) } }));
}

/** Undoes the last change of a chat; with `of` only the one of that command. With its label it says so, since not every change is in sight. */
export async function undo(chatId: string, label: string | null = null, of: string | null = null): Promise<boolean> {
  const request: UndoRequest = { commandId: uuid7(), chatId, of };
  const done = await command('Undo', 'Undoing', request);
  if (done && label !== null) offers.set(chatId, showToast({ title: `Undone: ${label}`, action: { label: 'Do again', testId: 'redo-toast', run: () => void redo(chatId) } }));
  return done;
}

/** Does again what was undone last. */
export async function redo(chatId: string, label: string | null = null): Promise<boolean> {
  const done = await command('Redo', 'Doing it again', { commandId: uuid7(), chatId } satisfies ChatRequest);
  if (done && label !== null) offers.set(chatId, showToast({ title: `Done again: ${label}`, action: { label: 'Undo', testId: 'undo-toast', run: () => void undo(chatId) } }));
  return done;
}

/** Sets a chat to something else, as a whole; the label names the change for its undo. */
export function changeSettings(chatId: string, settings: ChatSettings, label: string | null = null): Promise<boolean> {
  const request: ChangeSettingsRequest = { commandId: uuid7(), chatId, settings, label };
  return command('ChangeSettings', 'Changing the settings', request);
}

const flag = (chatId: string, on: boolean): FlagRequest => ({ commandId: uuid7(), chatId, on });

export const pinChat = (chatId: string, on: boolean) => command('Pin', on ? 'Pinning' : 'Unpinning', flag(chatId, on));
export const archiveChat = (chatId: string, on: boolean) => command('Archive', on ? 'Archiving' : 'Taking it out of the archive', flag(chatId, on));

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
