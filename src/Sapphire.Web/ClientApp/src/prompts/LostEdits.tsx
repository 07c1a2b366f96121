import { Button } from '@mantine/core';
import { setUnsaved } from '../shared/unsaved';
import { showUndo } from '../state/undo';
import styles from './prompts.module.css';

interface Props {
  /** What it was called. */
  name: string;
  /** Where the edits are kept. */
  unsavedKey: string;
  value: unknown;
  onMake: () => Promise<unknown>;
}

/** Edits of something that was deleted or renamed elsewhere meanwhile: nothing that was typed is lost. */
export function LostEdits({ name, unsavedKey, value, onMake }: Props) {
  return (
    <div className={styles.problem} role="status" data-testid="lost-edits" data-name={name}>
      “{name}” was deleted or renamed elsewhere, and has changes of yours that are not saved.{' '}
      <Button size="compact-sm" variant="default" data-testid="lost-make" onClick={() => void onMake()}>Make it again</Button>{' '}
      <Button
        size="compact-sm"
        variant="default"
        data-testid="lost-discard"
        onClick={() => {
          setUnsaved(unsavedKey, null);
          showUndo('Changes discarded', () => setUnsaved(unsavedKey, value), { detail: name });
        }}
      >
        Discard them
      </Button>
    </div>
  );
}
