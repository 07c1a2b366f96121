import { ApiError } from '../api/http';
import { ConnectionLostError } from '../hub/hub';
import { showToast } from './toasts';

interface UndoOptions {
  /** What it was done to: the title of a chat. */
  detail?: string;
  /** How long the way back is offered, in milliseconds. */
  duration?: number;
  /** Of the button, for tests. */
  testId?: string;
}

/** Says what was done, and offers the way back. When that fails, it is said why. */
export function showUndo(label: string, undo: () => unknown, { detail = '', duration = 8_000, testId = 'undo' }: UndoOptions = {}): void {
  showToast({
    title: label,
    detail,
    duration,
    action: {
      label: 'Undo',
      testId,
      run: () => void Promise.resolve().then(undo).catch((error: unknown) => showProblem('That could not be undone.', error)),
    },
  });
}

/** Says in a toast why something did not work: in the server's words where it has some. */
export function showProblem(title: string, error: unknown): void {
  showToast({ kind: 'error', duration: 12_000, ...explain(title, error) });
}

function explain(title: string, error: unknown): { title: string; detail: string } {
  if (error instanceof ConnectionLostError) return { title, detail: 'There is no connection. Try again when it is back.' };
  if (error instanceof ApiError) return { title: error.title, detail: error.detail };
  return { title, detail: (error instanceof Error ? error.message : String(error)).replace(/^.*HubException: (operator: )?/, '') };
}

/**
 * Shows a change at once, sends it, and takes it back when the server refuses, with its words in a toast. `revert` must put
 * back what `apply` changed and nothing that changed since. Gives the server's answer; undefined when it refused.
 */
export async function optimistic<T>(apply: () => void, send: () => Promise<T>, revert: () => void, title = 'That could not be saved.'): Promise<T | undefined> {
  apply();
  try {
    return await send();
  } catch (error) {
    revert();
    showProblem(title, error);
    return undefined;
  }
}
