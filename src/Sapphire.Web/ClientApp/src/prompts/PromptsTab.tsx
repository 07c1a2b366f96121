import { Badge, Button, Modal, SegmentedControl, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { putPrompt } from '../api/prompts';
import type { PromptView } from '../generated/protocol';
import { useIntent } from '../state/intents';
import { PlusIcon, ShieldIcon } from '../shared/icons';
import { useStore } from '../shared/store';
import { setUnsaved, unsaved, useUnsavedKeys } from '../shared/unsaved';
import { promptTarget } from '../state/ui';
import { change, promptShelf, reloadPrompts, usePromptShelf } from './library';
import { bodyOf, noPieces } from './pieces';
import { LostEdits } from './LostEdits';
import { isUnsavedPrompt, PromptEditor, unsavedPrompt } from './PromptEditor';
import styles from './prompts.module.css';
import { ShelfNote } from './ShelfNote';

/** The prompts, and the one that is edited. */
export function PromptsTab() {
  const shelf = usePromptShelf();
  const { view } = shelf;
  const [chosen, setChosen] = useState<string | null>(null);
  const target = useStore(promptTarget);
  useEffect(() => {
    if (target === null) return;
    setChosen(target);
    promptTarget.set(null);
  }, [target]);
  const detail = useRef<HTMLElement>(null);
  // What is chosen far down in the list is read from its beginning.
  useEffect(() => {
    const top = detail.current?.getBoundingClientRect().top ?? 0;
    if (chosen !== null && top < 0) detail.current?.scrollIntoView?.({ block: 'start' });
  }, [chosen]);
  const [filter, setFilter] = useState('');
  const [adding, setAdding] = useState(false);
  const prompts = view?.prompts.filter((prompt) => prompt.name.toLowerCase().includes(filter.trim().toLowerCase())) ?? [];
  const prompt = view?.prompts.find((one) => one.name === chosen);
  const edited = useUnsavedKeys(unsavedPrompt(''));
  useIntent('prompts.new', () => setAdding(true));

  return (
    <>
      <ShelfNote shelf={shelf} reload={reloadPrompts} />
      {view && edited.filter((name) => !view.prompts.some((one) => one.name === name)).map((name) => <LostPrompt key={name} name={name} onMade={() => setChosen(name)} />)}
      {view && (
        <div className={styles.columns} data-open={prompt !== undefined}>
          <section className={styles.list} aria-label="All prompts">
            <div className={styles.listHead}>
              <TextInput aria-label="Find a prompt" placeholder="Find a prompt" value={filter} onChange={(e) => setFilter(e.currentTarget.value)} size="sm" style={{ flex: 1 }} data-testid="prompt-filter" />
              <Button size="sm" leftSection={<PlusIcon size={15} />} onClick={() => setAdding(true)} data-testid="add-prompt">New</Button>
            </div>
            {view.prompts.length === 0 && <p className={styles.empty} data-testid="prompts-empty">There are no prompts. Make one, or bring the factory set back from the menu above.</p>}
            {view.prompts.length > 0 && prompts.length === 0 && <p className={styles.empty}>No prompt is called so.</p>}
            <ul className={styles.items}>
              {prompts.map((one) => (
                <li key={one.name}>
                  <PromptItem prompt={one} isDefault={one.name === view.defaultPrompt} open={one.name === chosen} unsaved={edited.includes(one.name)} onOpen={() => setChosen(one.name)} />
                </li>
              ))}
            </ul>
          </section>
          <section ref={detail} className={styles.detail} aria-label="The chosen prompt">
            {prompt ? (
              <PromptEditor key={prompt.name} prompt={prompt} view={view} onName={setChosen} onClose={() => setChosen(null)} />
            ) : (
              <p className={styles.empty}>Choose a prompt to read and edit it.</p>
            )}
          </section>
        </div>
      )}
      {adding && (
        <AddPrompt
          taken={view?.prompts.map((one) => one.name) ?? []}
          onDone={(name) => {
            setAdding(false);
            if (name !== null) setChosen(name);
          }}
        />
      )}
    </>
  );
}

function LostPrompt({ name, onMade }: { name: string; onMade: () => void }) {
  const key = unsavedPrompt(name);
  const kept = unsaved(key, isUnsavedPrompt);
  if (kept === null) return null;

  async function make(edits: NonNullable<typeof kept>) {
    if (!(await change(promptShelf, () => putPrompt(name, bodyOf(edits.draft, null), true), 'The prompt could not be made.'))) return;
    setUnsaved(key, null);
    onMade();
  }

  return <LostEdits name={name} unsavedKey={key} value={kept} onMake={() => make(kept)} />;
}

interface ItemProps {
  prompt: PromptView;
  isDefault: boolean;
  open: boolean;
  unsaved: boolean;
  onOpen: () => void;
}

function PromptItem({ prompt, isDefault, open, unsaved: edited, onOpen }: ItemProps) {
  return (
    <UnstyledButton className={styles.item} aria-current={open ? 'true' : undefined} onClick={onOpen} data-testid="prompt-item" data-prompt={prompt.name}>
      <span className={styles.itemName}>
        {prompt.privacyRequired && <ShieldIcon size={14} />}
        {prompt.name}
        {isDefault && <Badge size="xs" variant="light">default</Badge>}
        {edited && <Badge size="xs" variant="light" data-testid="prompt-unsaved">not saved</Badge>}
      </span>
      <span className={styles.itemNote}>
        {prompt.kind === 'assembled' ? 'Assembled' : 'Text'} · {prompt.tokens.toLocaleString('en')} tokens
        {prompt.factory === 'none' ? ' · yours' : prompt.factory === 'changed' ? ' · changed' : ''}
        {prompt.problem !== null && ' · incomplete'}
      </span>
    </UnstyledButton>
  );
}

function AddPrompt({ taken, onDone }: { taken: readonly string[]; onDone: (name: string | null) => void }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState('assembled');
  const [busy, setBusy] = useState(false);
  const error = taken.includes(name.trim()) ? 'There is a prompt of that name.' : null;

  async function add(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === '' || error) return;
    setBusy(true);
    const body = bodyOf({ kind, content: '', components: noPieces, privacyRequired: false }, null);
    const done = await change(promptShelf, () => putPrompt(name.trim(), body, true), 'The prompt could not be made.');
    setBusy(false);
    if (done) onDone(name.trim());
  }

  return (
    <Modal opened onClose={() => onDone(null)} title="New prompt" closeButtonProps={{ 'aria-label': 'Close' }} data-testid="add-prompt-dialog">
      <form className={styles.form} onSubmit={(event) => void add(event)}>
        <TextInput label="Name" value={name} onChange={(e) => setName(e.currentTarget.value)} error={error} maxLength={80} required data-autofocus data-testid="add-prompt-name" />
        <SegmentedControl
          aria-label="Kind"
          fullWidth
          value={kind}
          onChange={setKind}
          data={[{ value: 'assembled', label: 'Assembled from pieces' }, { value: 'monolith', label: 'One text' }]}
        />
        <div className={styles.buttons}>
          <Button type="submit" loading={busy} disabled={name.trim() === '' || error !== null} data-testid="add-prompt-save">Make it</Button>
        </div>
      </form>
    </Modal>
  );
}
