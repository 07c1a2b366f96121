import { ActionIcon, Button, Menu, MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { deletePrompt, duplicatePrompt, putPrompt, renamePrompt, resetPrompt } from '../api/prompts';
import type { PromptRequestBody, PromptsView, PromptView } from '../generated/protocol';
import { download } from '../shared/download';
import { ChevronLeftIcon, DotsIcon } from '../shared/icons';
import { moveUnsaved, setUnsaved, unsaved, useUnsaved } from '../shared/unsaved';
import { type Action, registerActions } from '../state/actions';
import { showUndo } from '../state/undo';
import { change, promptShelf, reloadPrompts } from './library';
import { bodyOf, choices, type Draft, draftOf, isList, type Kind, kindHelp, kindNames, kinds, sameDraft } from './pieces';
import { Preview } from './Preview';
import styles from './prompts.module.css';

interface Props {
  prompt: PromptView;
  view: PromptsView;
  /** The prompt is called otherwise now, or is gone. */
  onName: (name: string | null) => void;
  onClose: () => void;
}

/** What somebody has made of a prompt and not saved yet. */
export interface UnsavedPrompt {
  draft: Draft;
  /** What it was when the editing began: a change by somebody else meanwhile is noticed by it. */
  base: Draft;
  version: string;
}

const isDraft = (value: unknown): value is Draft => {
  const draft = value as Partial<Draft> | null;
  return typeof draft?.kind === 'string' && typeof draft.content === 'string' && typeof draft.components === 'object';
};

export const isUnsavedPrompt = (value: unknown): value is UnsavedPrompt => {
  const kept = value as Partial<UnsavedPrompt> | null | undefined;
  return isDraft(kept?.draft ?? null) && isDraft(kept?.base ?? null) && typeof kept?.version === 'string';
};

export const unsavedPrompt = (name: string) => `prompt/${name}`;

const cannotUndo = 'That could not be undone.';

/** Edits one prompt, beside what it becomes. What is not saved is kept, wherever one goes. */
export function PromptEditor({ prompt, view, onName, onClose }: Props) {
  const stored = draftOf(prompt);
  const key = unsavedPrompt(prompt.name);
  const [kept, keep] = useUnsaved(key, isUnsavedPrompt);
  const draft = kept?.draft ?? stored;
  const version = kept?.version ?? prompt.version;
  const [renaming, setRenaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const dirty = !sameDraft(draft, stored);
  const pieces = draft.components;

  const set = (to: Partial<Draft>) => {
    const next = { ...draft, ...to };
    const base = kept?.base ?? stored;
    keep(sameDraft(next, base) ? null : { draft: next, base, version });
  };
  const setKeys = (kind: Kind, keys: string | string[]) => set({ components: { ...pieces, [kind]: keys } });

  /** Puts the edits away, with the way back to them. */
  function discard(label: string) {
    const mine = kept;
    keep(null);
    if (mine !== null) showUndo(label, () => setUnsaved(key, mine), { detail: prompt.name });
  }

  const nowStored = () => promptShelf.get().view?.prompts.find((one) => one.name === prompt.name);
  const putBack = (before: PromptRequestBody, of = prompt.name) => async () => void (await change(promptShelf, () => putPrompt(of, before), cannotUndo));

  async function save() {
    const before = bodyOf(stored, null);
    setBusy(true);
    if (await change(promptShelf, () => putPrompt(prompt.name, bodyOf(draft, version)), 'The prompt could not be saved.')) {
      // What was typed while it was on its way is still to be saved.
      const typed = unsaved(key, isUnsavedPrompt);
      const now = nowStored();
      keep(typed !== null && now && !sameDraft(typed.draft, draft) ? { draft: typed.draft, base: draftOf(now), version: now.version } : null);
      showUndo('Prompt saved', putBack(before), { detail: prompt.name });
    } else {
      // Somebody else may have been faster: what they made is shown beside it.
      await reloadPrompts();
    }

    setBusy(false);
  }

  async function remove() {
    const before = bodyOf(stored, null);
    const mine = kept;
    if (await change(promptShelf, () => deletePrompt(prompt.name), 'The prompt could not be deleted.')) {
      keep(null);
      onName(null);
      showUndo('Prompt deleted', async () => {
        if (!(await change(promptShelf, () => putPrompt(prompt.name, before), cannotUndo))) return;
        setUnsaved(key, mine);
        onName(prompt.name);
      }, { detail: `${prompt.name}. Chats that use it get "${view.defaultPrompt}".` });
    }
  }

  async function rename(to: string): Promise<boolean> {
    const from = prompt.name;
    if (!(await change(promptShelf, () => renamePrompt(from, to), 'The prompt could not be renamed.'))) return false;
    moveUnsaved(key, unsavedPrompt(to));
    setRenaming(false);
    onName(to);
    showUndo('Prompt renamed', async () => {
      if (!(await change(promptShelf, () => renamePrompt(to, from), cannotUndo))) return;
      moveUnsaved(unsavedPrompt(to), key);
      onName(from);
    }, { detail: `${from} is called ${to} now.` });
    return true;
  }

  async function duplicate() {
    const known = view.prompts.map((one) => one.name);
    if (await change(promptShelf, () => duplicatePrompt(prompt.name))) {
      onName(promptShelf.get().view?.prompts.find((one) => !known.includes(one.name))?.name ?? prompt.name);
    }
  }

  async function reset() {
    const before = bodyOf(stored, null);
    if (await change(promptShelf, () => resetPrompt(prompt.name))) {
      keep(null);
      showUndo('Prompt as from the factory', putBack(before), { detail: prompt.name });
    }
  }

  const acts = useRef<Action[]>([]);
  const exportPath = `/api/prompts/export?prompt=${encodeURIComponent(prompt.name)}`;
  acts.current = [
    ...(dirty ? [{ id: 'prompt.save', group: 'Prompts', title: `Save the prompt ${prompt.name}`, run: () => void save() }] : []),
    { id: 'prompt.rename', group: 'Prompts', title: `Rename the prompt ${prompt.name}`, run: () => setRenaming(true) },
    { id: 'prompt.duplicate', group: 'Prompts', title: `Duplicate the prompt ${prompt.name}`, keywords: 'copy', run: duplicate },
    { id: 'prompt.export', group: 'Prompts', title: `Export the prompt ${prompt.name}`, keywords: 'download', run: () => download(exportPath) },
    ...(prompt.factory === 'changed' ? [{ id: 'prompt.reset', group: 'Prompts', title: `The prompt ${prompt.name} as from the factory`, run: reset }] : []),
    { id: 'prompt.delete', group: 'Prompts', title: `Delete the prompt ${prompt.name}`, run: remove },
  ];
  useEffect(() => registerActions('prompt-editor', () => acts.current), []);

  function onKeyDown(event: KeyboardEvent) {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      if (dirty && !busy) void save();
    }
  }

  return (
    <div className={styles.editor} onKeyDown={onKeyDown} data-testid="prompt-editor" data-prompt={prompt.name}>
      <div className={styles.editorHead}>
        <ActionIcon className={styles.back} variant="subtle" color="gray" aria-label="Back to all prompts" onClick={onClose} data-testid="prompt-back"><ChevronLeftIcon size={18} /></ActionIcon>
        {renaming ? (
          <Rename name={prompt.name} rename={rename} onCancel={() => setRenaming(false)} />
        ) : (
          <h2 className={styles.title}>{prompt.name}</h2>
        )}
        <Menu withinPortal position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`More for ${prompt.name}`} data-testid="prompt-menu"><DotsIcon size={18} /></ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setRenaming(true)} data-testid="prompt-rename">Rename</Menu.Item>
            <Menu.Item onClick={() => void duplicate()} data-testid="prompt-duplicate">Duplicate</Menu.Item>
            <Menu.Item component="a" href={exportPath} download={`${prompt.name}.json`}>Export</Menu.Item>
            {prompt.factory === 'changed' && <Menu.Item onClick={() => void reset()} data-testid="prompt-reset">As from the factory</Menu.Item>}
            <Menu.Divider />
            <Menu.Item c="var(--mantine-color-error)" onClick={() => void remove()} data-testid="prompt-delete">Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {prompt.version !== version && dirty && !busy && (
        <div className={styles.problem} role="alert" data-testid="prompt-changed">
          This prompt was changed in another window or in its file while you were editing.{' '}
          <Button size="compact-sm" variant="default" data-testid="show-theirs" onClick={() => discard('Your changes are put aside')}>Show that one</Button>{' '}
          <Button size="compact-sm" variant="default" data-testid="keep-mine" onClick={() => kept && keep({ ...kept, version: prompt.version })}>Keep mine</Button>
        </div>
      )}
      <div className={styles.editorBody}>
        <div className={styles.fields}>
          {draft.kind === 'monolith' ? (
            <Textarea
              label="Text"
              description={`Filled in: ${view.variables.map((name) => `{${name}}`).join(' ')}`}
              dir="auto"
              value={draft.content}
              onChange={(e) => set({ content: e.currentTarget.value })}
              autosize
              minRows={8}
              maxRows={24}
              maxLength={40_000}
              data-testid="prompt-content"
            />
          ) : (
            kinds.map((kind) => {
              const value = pieces[kind];
              return isList(kind) ? (
                <MultiSelect
                  key={kind}
                  label={kindNames[kind]}
                  description={kindHelp[kind]}
                  data={choices(view.pieces, kind, value as readonly string[])}
                  value={[...(value as readonly string[])]}
                  onChange={(keys) => setKeys(kind, keys)}
                  searchable
                  clearable
                  clearButtonProps={{ 'aria-label': `Clear ${kindNames[kind]}` }}
                  nothingFoundMessage="No piece of that key"
                  data-testid={`prompt-${kind}`}
                />
              ) : (
                <Select
                  key={kind}
                  label={kindNames[kind]}
                  description={kindHelp[kind]}
                  data={choices(view.pieces, kind, [value as string])}
                  value={value === '' ? null : (value as string)}
                  onChange={(key) => setKeys(kind, key ?? '')}
                  searchable
                  clearable
                  clearButtonProps={{ 'aria-label': `Clear ${kindNames[kind]}` }}
                  placeholder="None"
                  nothingFoundMessage="No piece of that key"
                  data-testid={`prompt-${kind}`}
                />
              );
            })
          )}
          <Switch
            label="Private: its chats stay in your own network"
            checked={draft.privacyRequired}
            onChange={(e) => set({ privacyRequired: e.currentTarget.checked })}
            data-testid="prompt-private"
          />
          <div className={styles.buttons}>
            <Button onClick={() => void save()} disabled={!dirty} loading={busy} data-testid="prompt-save">Save</Button>
            <Button variant="default" disabled={!dirty} onClick={() => discard('Changes discarded')} data-testid="prompt-revert">Discard changes</Button>
          </div>
        </div>
        <Preview draft={draft} name={prompt.name} library={view} />
      </div>
    </div>
  );
}

function Rename({ name: before, rename, onCancel }: { name: string; rename: (to: string) => Promise<boolean>; onCancel: () => void }) {
  const [name, setName] = useState(before);
  const [busy, setBusy] = useState(false);
  // What was refused is not tried again by leaving the field.
  const [refused, setRefused] = useState<string | null>(null);
  const to = name.trim();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => field.current?.select(), 30);
    return () => clearTimeout(timer);
  }, []);

  async function keep() {
    if (busy) return;
    if (to === '' || to === before) return onCancel();
    setBusy(true);
    if (!(await rename(to))) setRefused(to);
    setBusy(false);
  }

  return (
    <TextInput
      aria-label="New name"
      className={styles.title}
      value={name}
      maxLength={80}
      // The menu gives the focus back when it closes; this takes it after that.
      ref={field}
      onChange={(e) => setName(e.currentTarget.value)}
      onKeyDown={(e) => {
        if (e.nativeEvent.isComposing) return;
        if (e.key === 'Enter') void keep();
        if (e.key === 'Escape') onCancel();
      }}
      onBlur={() => to !== '' && to !== before && to !== refused && void keep()}
      readOnly={busy}
      data-testid="prompt-rename-input"
    />
  );
}
