import { Button } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { setUnsaved, unsaved, useUnsaved } from '../shared/unsaved';
import { showUndo } from '../state/undo';
import styles from './edit.module.css';

interface Props {
  /** Of the message: what is typed is kept under it until it is sent, saved or left. */
  messageId: string;
  text: string;
  label: string;
  /** What keeping does: "Send", "Save". */
  keepLabel: string;
  /** Something else makes the message whole, so that the text may be empty. */
  mayBeEmpty?: boolean;
  /** May answer whether it was taken; what was refused stays to be tried again. */
  onKeep: (text: string) => void | Promise<boolean>;
  onCancel: () => void;
}

const isText = (value: unknown): value is string => typeof value === 'string';

const unsavedEdit = (messageId: string) => `message/${messageId}`;

/** Whether somebody was changing a message when they went away from it. */
export const isEdited = (messageId: string): boolean => unsaved(unsavedEdit(messageId), isText) !== null;

/** A message's text, to be changed in place. Enter keeps it, Escape leaves it. */
export function EditMessage({ messageId, text, label, keepLabel, mayBeEmpty = false, onKeep, onCancel }: Props) {
  const [kept, keepText] = useUnsaved(unsavedEdit(messageId), isText);
  const [busy, setBusy] = useState(false);
  const value = kept ?? text;
  const changed = (mayBeEmpty || value.trim() !== '') && value.trim() !== text.trim();

  async function keep() {
    if (!changed || busy) return;
    setBusy(true);
    const done = await onKeep(value.trim());
    setBusy(false);
    if (done !== false) keepText(null);
  }

  function leave() {
    const mine = kept;
    keepText(null);
    onCancel();
    if (mine !== null && changed) showUndo('Changes discarded', () => setUnsaved(unsavedEdit(messageId), mine), { detail: 'Edit the message again to go on.' });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void keep();
    } else if (event.key === 'Escape') {
      // Not for the reply that may be running.
      event.preventDefault();
      event.stopPropagation();
      leave();
    }
  }

  return (
    <div className={styles.edit}>
      <textarea
        className={styles.field}
        rows={Math.min(16, 2 + Math.floor(value.length / 60) + (value.match(/\n/g)?.length ?? 0))}
        autoFocus
        dir="auto"
        aria-label={label}
        data-testid="edit-input"
        value={value}
        readOnly={busy}
        onChange={(event) => keepText(event.currentTarget.value === text ? null : event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.buttons}>
        <Button size="compact-sm" disabled={!changed} loading={busy} data-testid="edit-keep" onClick={() => void keep()}>{keepLabel}</Button>
        <Button size="compact-sm" variant="default" data-testid="edit-cancel" onClick={leave}>Cancel</Button>
      </div>
    </div>
  );
}
