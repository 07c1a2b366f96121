import { Button, Checkbox, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { putToolset } from '../api/chats';
import type { ToolsetView } from '../generated/protocol';
import { change } from '../prompts/library';
import { useUnsaved } from '../shared/unsaved';
import { showUndo } from '../state/undo';
import styles from './chatSettings.module.css';
import { toolsetShelf } from './shelves';

interface Props {
  /** Null makes a new one. */
  toolset: ToolsetView | null;
  /** Every tool that there is. */
  tools: readonly string[];
  /** The names of the home's toolsets. */
  taken: readonly string[];
  onClose: () => void;
}

/** Why a toolset cannot have this name; null when it can. */
export function nameProblem(name: string, before: string | null, taken: readonly string[]): string | null {
  if (name === 'all' || name === 'none') return `“${name}” is built in. Choose another name.`;
  return name !== before && taken.includes(name) ? `There is a toolset “${name}” already. Choose another name.` : null;
}

const isToolset = (value: unknown): value is ToolsetView => {
  const kept = value as Partial<ToolsetView> | null | undefined;
  return typeof kept?.name === 'string' && Array.isArray(kept.tools);
};

/** The name of a toolset and its tools. */
export function ToolsetForm({ toolset, tools, taken, onClose }: Props) {
  // Kept when the dialog is closed, until it is saved or cancelled.
  const key = `toolset/${toolset?.name ?? ''}`;
  const [kept, keep] = useUnsaved(key, isToolset);
  const { name, tools: chosen } = kept ?? toolset ?? { name: '', tools: [] };
  const setName = (to: string) => keep({ name: to, tools: chosen });
  const setChosen = (to: readonly string[]) => keep({ name, tools: to });
  const [busy, setBusy] = useState(false);
  // Tools of a file that are not there now stay in it until somebody takes them out.
  const shown = [...tools, ...(toolset?.tools ?? []).filter((tool) => !tools.includes(tool))];
  const trimmed = name.trim();
  const problem = nameProblem(trimmed, toolset?.name ?? null, taken);

  async function save(event: FormEvent) {
    event.preventDefault();
    if (trimmed === '' || problem !== null || busy) return;
    setBusy(true);
    const next: ToolsetView = { name: trimmed, tools: shown.filter((tool) => chosen.includes(tool)) };
    const done = await change(toolsetShelf, () => putToolset(toolset?.name ?? trimmed, next), 'The toolset could not be saved.');
    setBusy(false);
    if (!done) return;
    keep(null);
    if (toolset) showUndo('Toolset saved', async () => void (await change(toolsetShelf, () => putToolset(trimmed, toolset), 'That could not be undone.')), { detail: trimmed, testId: 'undo-toolset' });
    onClose();
  }

  return (
    <form className={styles.form} data-testid="toolset-form" onSubmit={(event) => void save(event)}>
      <TextInput label="Name" value={name} onChange={(event) => setName(event.currentTarget.value)} error={problem} maxLength={64} required data-autofocus autoFocus data-testid="toolset-name" />
      <div className={styles.buttons}>
        <Button size="compact-xs" variant="default" data-testid="tools-all" onClick={() => setChosen(shown)}>All tools</Button>
        <Button size="compact-xs" variant="default" data-testid="tools-none" onClick={() => setChosen([])}>No tools</Button>
        <span className={styles.count} role="status">{chosen.length} of {shown.length}</span>
      </div>
      <div className={styles.tools} role="group" aria-label="Tools" tabIndex={0}>
        {shown.map((tool) => (
          <Checkbox
            key={tool}
            label={tools.includes(tool) ? tool : `${tool} (not there now)`}
            checked={chosen.includes(tool)}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              setChosen(on ? [...chosen, tool] : chosen.filter((one) => one !== tool));
            }}
            data-testid="toolset-tool"
            data-tool={tool}
          />
        ))}
      </div>
      <div className={styles.buttons}>
        <Button type="submit" loading={busy} disabled={trimmed === '' || problem !== null} data-testid="toolset-save">Save</Button>
        <Button variant="default" data-testid="toolset-cancel" onClick={() => {
          keep(null);
          onClose();
        }}>Cancel</Button>
      </div>
    </form>
  );
}
