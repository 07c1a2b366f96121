import { Button } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import styles from './edit.module.css';

interface Props {
  text: string;
  label: string;
  /** What keeping does: "Send", "Save". */
  keepLabel: string;
  /** Something else makes the message whole, so that the text may be empty. */
  mayBeEmpty?: boolean;
  onKeep: (text: string) => void;
  onCancel: () => void;
}

/** A message's text, to be changed in place. Enter keeps it, Escape leaves it. */
export function EditMessage({ text, label, keepLabel, mayBeEmpty = false, onKeep, onCancel }: Props) {
  const [value, setValue] = useState(text);
  const changed = (mayBeEmpty || value.trim() !== '') && value.trim() !== text.trim();

  function keep() {
    if (changed) onKeep(value.trim());
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      keep();
    } else if (event.key === 'Escape') {
      // Not for the reply that may be running.
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
  }

  return (
    <div className={styles.edit}>
      <textarea
        className={styles.field}
        rows={Math.min(16, 2 + Math.floor(value.length / 60) + (value.match(/\n/g)?.length ?? 0))}
        autoFocus
        aria-label={label}
        data-testid="edit-input"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.buttons}>
        <Button size="compact-sm" disabled={!changed} data-testid="edit-keep" onClick={keep}>{keepLabel}</Button>
        <Button size="compact-sm" variant="default" data-testid="edit-cancel" onClick={onCancel}>Cancel</Button>
      </div>
    </div>
  );
}
