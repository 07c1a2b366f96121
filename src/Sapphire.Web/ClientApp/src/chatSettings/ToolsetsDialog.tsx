import { ActionIcon, Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { deleteToolset, putToolset } from '../api/chats';
import type { ToolsetView } from '../generated/protocol';
import { change, changeNow, useLive } from '../prompts/library';
import { PencilIcon, PlusIcon, TrashIcon } from '../shared/icons';
import { ProblemNote } from '../shared/ProblemNote';
import { toolsetsOpen } from '../state/ui';
import { showUndo } from '../state/undo';
import styles from './chatSettings.module.css';
import { reloadToolsets, toolsetShelf, useToolsetShelf } from './shelves';
import { ToolsetForm } from './ToolsetForm';

/** The toolsets of the home: which tools a chat has that is set to one. */
export default function ToolsetsDialog() {
  const { view, problem } = useToolsetShelf();
  useLive(reloadToolsets);
  const [editing, setEditing] = useState<ToolsetView | 'new' | null>(null);

  async function remove(toolset: ToolsetView) {
    const done = await changeNow(
      toolsetShelf,
      (shown) => ({ ...shown, toolsets: shown.toolsets.filter(({ name }) => name !== toolset.name) }),
      () => deleteToolset(toolset.name),
      'The toolset could not be deleted.',
    );
    if (done) {
      showUndo('Toolset deleted', async () => void (await change(toolsetShelf, () => putToolset(toolset.name, toolset), 'That could not be undone.')), {
        detail: `Chats that are set to ${toolset.name} have no tools now.`,
        testId: 'undo-toolset',
      });
    }
  }

  return (
    <Modal
      opened
      onClose={() => toolsetsOpen.set(false)}
      size={640}
      title={editing === null ? 'Toolsets' : editing === 'new' ? 'New toolset' : `Edit ${editing.name}`}
      closeButtonProps={{ 'aria-label': 'Close the toolsets' }}
      data-testid="toolsets-dialog"
    >
      {problem && <ProblemNote problem={problem} className={styles.problem} testId="toolsets-error" />}
      {view?.problem && <div className={styles.problem} role="alert" data-testid="toolsets-broken">The file of toolsets is not in force; the last good one is. {view.problem}</div>}
      {view && editing !== null && (
        <ToolsetForm
          toolset={editing === 'new' ? null : editing}
          tools={view.tools}
          taken={view.toolsets.map(({ name }) => name)}
          onClose={() => setEditing(null)}
        />
      )}
      {view && editing === null && (
        <>
          <p className={styles.note}>A toolset says which tools a chat has. Built in are <em>all</em>, <em>none</em> and <em>default</em>; one of your own that is called default takes its place.</p>
          {view.toolsets.length === 0 && <p className={styles.note} data-testid="toolsets-empty">There is none of your own yet.</p>}
          <ul className={styles.sets}>
            {view.toolsets.map((toolset) => (
              <li key={toolset.name} className={styles.set} data-testid="toolset" data-toolset={toolset.name}>
                <div className={styles.setName}>
                  {toolset.name} <div className={styles.count}>{toolset.tools.length === 1 ? '1 tool' : `${toolset.tools.length} tools`}</div>
                </div>
                <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${toolset.name}`} data-testid="toolset-edit" onClick={() => setEditing(toolset)}><PencilIcon size={18} /></ActionIcon>
                <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${toolset.name}`} data-testid="toolset-delete" onClick={() => void remove(toolset)}><TrashIcon size={18} /></ActionIcon>
              </li>
            ))}
          </ul>
          <Button variant="default" leftSection={<PlusIcon size={16} />} data-testid="add-toolset" onClick={() => setEditing('new')}>New toolset</Button>
        </>
      )}
    </Modal>
  );
}
