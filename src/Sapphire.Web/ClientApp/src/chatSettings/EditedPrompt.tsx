import { Button, TextInput, VisuallyHidden } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { dropChatPrompt, getChatPrompt, keepChatPrompt, redoChatPrompt, undoChatPrompt } from '../api/prompts';
import type { ChatPromptView } from '../generated/protocol';
import { change, promptShelf } from '../prompts/library';
import { useSelect } from '../shared/store';
import { chats } from '../state/app';
import { showToast } from '../state/toasts';
import { showProblem, showUndo } from '../state/undo';
import styles from './chatSettings.module.css';
import { difference } from './difference';

interface Props {
  chatId: string;
  /** The prompt that holds in this chat; null for the home's. */
  prompt: string | null;
}

const signs = { same: '', added: 'added: ', removed: 'removed: ' };

/** What the assistant has changed in this chat's copy of its prompt. Nothing while it has changed nothing. */
export function EditedPrompt({ chatId, prompt }: Props) {
  const [view, setView] = useState<ChatPromptView | null>(null);
  const [busy, setBusy] = useState(false);
  const [name, setName] = useState<string | null>(null);
  // It edits while it answers: with each reply that ends, the copy may be another one.
  const replies = useSelect(chats.state, (state) => (state.chatId === chatId ? (state.chat?.messages.filter(({ status }) => status === 'completed').length ?? 0) : 0));

  useEffect(() => {
    const asked = new AbortController();
    const ask = () => void getChatPrompt(chatId, prompt, asked.signal).then(setView, () => !asked.signal.aborted && setView(null));
    ask();
    window.addEventListener('focus', ask);
    return () => {
      asked.abort();
      window.removeEventListener('focus', ask);
    };
  }, [chatId, prompt, replies]);

  if (view === null || view.edits.length === 0) return null;
  const applied = view.edits.filter((edit) => edit.applied).length;

  async function act(work: () => Promise<ChatPromptView>, title: string): Promise<boolean> {
    setBusy(true);
    try {
      setView(await work());
      return true;
    } catch (error) {
      showProblem(title, error);
      return false;
    } finally {
      setBusy(false);
    }
  }

  async function reset() {
    if (!(await act(() => dropChatPrompt(chatId, prompt), 'The prompt could not be taken back.'))) return;
    showUndo('The prompt is as in the library', () => act(() => redoChatPrompt(chatId, prompt, applied), 'That could not be undone.'), { testId: 'undo-edited-reset' });
  }

  async function keep(event: FormEvent) {
    event.preventDefault();
    const to = (name ?? '').trim();
    if (to === '') return;
    setBusy(true);
    const kept = await change(promptShelf, () => keepChatPrompt(chatId, prompt, to), 'The prompt could not be kept.');
    setBusy(false);
    if (!kept) return;
    setName(null);
    showToast({ title: `Kept as the prompt ${to}`, detail: 'It is on the Prompts page, for every chat.' });
  }

  return (
    <section className={styles.edited} aria-label="What the assistant changed in its prompt" data-testid="edited-prompt" data-applied={applied}>
      <div className={styles.label}>{applied === 0 ? 'As in the library' : 'Edited by the assistant, in this chat only'}</div>
      <ol className={styles.steps} data-testid="edited-steps">
        {view.edits.map((edit, i) => (
          <li key={i} className={edit.applied ? undefined : styles.undone} data-testid="edited-step" data-applied={edit.applied}>
            {edit.label}
            {!edit.applied && <VisuallyHidden> (undone)</VisuallyHidden>}
          </li>
        ))}
      </ol>
      {applied > 0 && (
        <details className={styles.differenceBox}>
          <summary data-testid="edited-difference-toggle">What is different</summary>
          <div className={styles.difference} role="group" aria-label="Difference to the library" tabIndex={0} data-testid="edited-difference">
            {difference(view.original, view.text).map(({ kind, text }, i) => (
              <div key={i} className={styles[kind]} data-kind={kind}>
                {kind !== 'same' && <VisuallyHidden>{signs[kind]}</VisuallyHidden>}
                {text === '' ? '\u00a0' : text}
              </div>
            ))}
          </div>
        </details>
      )}
      <div className={styles.buttons}>
        {view.undo !== null && <Button size="compact-xs" variant="default" disabled={busy} title={`Undo: ${view.undo}`} data-testid="edited-undo" onClick={() => void act(() => undoChatPrompt(chatId, prompt), 'That could not be undone.')}>Undo</Button>}
        {view.redo !== null && <Button size="compact-xs" variant="default" disabled={busy} title={`Redo: ${view.redo}`} data-testid="edited-redo" onClick={() => void act(() => redoChatPrompt(chatId, prompt), 'That could not be done again.')}>Redo</Button>}
        {applied > 0 && <Button size="compact-xs" variant="default" disabled={busy} data-testid="edited-reset" onClick={() => void reset()}>As in the library</Button>}
        {applied > 0 && name === null && <Button size="compact-xs" variant="default" disabled={busy} data-testid="edited-keep" onClick={() => setName(`${view.prompt} 2`)}>Keep as a new prompt…</Button>}
      </div>
      {name !== null && (
        <form className={styles.buttons} onSubmit={(event) => void keep(event)}>
          <TextInput className={styles.input ?? ''} size="xs" aria-label="Name of the new prompt" value={name} maxLength={64} autoFocus onChange={(event) => setName(event.currentTarget.value)} data-testid="edited-name" />
          <Button type="submit" size="compact-sm" disabled={name.trim() === ''} loading={busy} data-testid="edited-save">Keep</Button>
          <Button size="compact-sm" variant="default" onClick={() => setName(null)}>Cancel</Button>
        </form>
      )}
    </section>
  );
}
