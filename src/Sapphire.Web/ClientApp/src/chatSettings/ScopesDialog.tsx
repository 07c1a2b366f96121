import { ActionIcon, Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { createScope, deleteScope } from '../api/memory';
import type { MemoryScopeView } from '../generated/protocol';
import { change } from '../prompts/library';
import { PlusIcon, TrashIcon } from '../shared/icons';
import { ProblemNote } from '../shared/ProblemNote';
import { scopesOpen } from '../state/ui';
import { showUndo } from '../state/undo';
import styles from './chatSettings.module.css';
import { scopeOf } from './inherit';
import { defaultScope, memoriesOf, noScope } from './scopes';
import { scopeShelf, useScopeShelf } from './shelves';

/** The scopes in which the assistant remembers. */
export default function ScopesDialog() {
  const { view, problem } = useScopeShelf();
  const [name, setName] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const scope = scopeOf(name);
  const taken = scope === noScope ? '“none” switches memory off. Choose another name.' : view?.scopes.some((one) => one.name === scope) ? `There is a scope “${scope}” already.` : null;

  async function create(event: FormEvent) {
    event.preventDefault();
    if (scope === null || taken !== null) return;
    setBusy(true);
    const done = await change(scopeShelf, () => createScope(scope), 'The memory scope could not be made.');
    setBusy(false);
    if (done) setName('');
  }

  async function remove(one: MemoryScopeView, confirmed: boolean) {
    setAsked(null);
    const done = await change(scopeShelf, () => deleteScope(one.name, confirmed), 'The memory scope could not be deleted.');
    if (done && !confirmed) showUndo('Memory scope deleted', async () => void (await change(scopeShelf, () => createScope(one.name), 'That could not be undone.')), { detail: one.name, testId: 'undo-scope' });
  }

  return (
    <Modal opened onClose={() => scopesOpen.set(false)} size={560} title="Memory scopes" closeButtonProps={{ 'aria-label': 'Close the memory scopes' }} data-testid="scopes-dialog">
      {problem && <ProblemNote problem={problem} className={styles.problem} testId="scopes-error" />}
      <p className={styles.note}>Chats of one scope share what is remembered; no other chat sees it. A chat that is set to nothing is in <em>default</em>.</p>
      {view && (
        <ul className={styles.sets}>
          {view.scopes.map((one) => (
            <li key={one.name} className={styles.set} data-testid="scope" data-scope={one.name}>
              <div className={styles.setName}>
                {one.name} <div className={styles.count} data-testid="scope-count">{memoriesOf(one.count)}</div>
                {asked === one.name && (
                  <div className={styles.confirm} role="group" aria-label={`Delete ${one.name}?`} data-testid="scope-confirm">
                    <span role="status">Delete {one.name} with its {memoriesOf(one.count)}? That cannot be undone.</span>
                    <Button size="compact-sm" color="red" variant="light" data-testid="scope-delete-all" onClick={() => void remove(one, true)}>Delete</Button>
                    <Button size="compact-sm" variant="default" data-testid="scope-keep" onClick={() => setAsked(null)}>Keep</Button>
                  </div>
                )}
              </div>
              {one.name !== defaultScope && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Delete ${one.name}`}
                  data-testid="scope-delete"
                  onClick={() => (one.count > 0 ? setAsked(asked === one.name ? null : one.name) : void remove(one, false))}
                >
                  <TrashIcon size={18} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      <form className={styles.newScope} onSubmit={(event) => void create(event)}>
        <TextInput
          label="New scope"
          description={scope !== null && scope !== name ? `It will be called ${scope}` : 'Lower-case letters, digits and underscores'}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={taken}
          maxLength={32}
          spellCheck={false}
          data-testid="scope-name"
        />
        <Button type="submit" variant="default" leftSection={<PlusIcon size={16} />} loading={busy} disabled={scope === null || taken !== null} data-testid="add-scope">Create</Button>
      </form>
    </Modal>
  );
}
