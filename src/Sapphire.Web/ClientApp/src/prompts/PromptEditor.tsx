import { ActionIcon, Button, Menu, MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { deletePrompt, duplicatePrompt, putPrompt, renamePrompt, resetPrompt } from '../api/prompts';
import type { PromptsView, PromptView } from '../generated/protocol';
import { ChevronLeftIcon, DotsIcon } from '../shared/icons';
import { showUndo } from '../state/undo';
import { change, promptShelf } from './library';
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

/** Edits one prompt, beside what it becomes. */
export function PromptEditor({ prompt, view, onName, onClose }: Props) {
  const stored = draftOf(prompt);
  const [draft, setDraft] = useState<Draft>(stored);
  // What it was when the editing began: a change by somebody else meanwhile is noticed by it.
  const [version, setVersion] = useState(prompt.version);
  const [base, setBase] = useState(stored);
  const [renaming, setRenaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const dirty = !sameDraft(draft, stored);
  const pieces = draft.components;

  // Changed elsewhere and not here: show it.
  if (prompt.version !== version && !busy && sameDraft(draft, base)) show(prompt);

  function show(now: PromptView) {
    setVersion(now.version);
    setBase(draftOf(now));
    setDraft(draftOf(now));
  }

  const set = (to: Partial<Draft>) => setDraft((current) => ({ ...current, ...to }));
  const setKeys = (kind: Kind, keys: string | string[]) => set({ components: { ...pieces, [kind]: keys } });

  async function save() {
    const before = bodyOf(stored, null);
    setBusy(true);
    const done = await change(promptShelf, () => putPrompt(prompt.name, bodyOf(draft, version)), 'The prompt could not be saved.');
    if (done) {
      const now = promptShelf.get().view?.prompts.find((one) => one.name === prompt.name);
      if (now) show(now);
      showUndo('Prompt saved', async () => void (await change(promptShelf, () => putPrompt(prompt.name, before), 'That could not be undone.')), { detail: prompt.name });
    }

    setBusy(false);
  }

  async function remove() {
    const before = bodyOf(stored, null);
    if (await change(promptShelf, () => deletePrompt(prompt.name), 'The prompt could not be deleted.')) {
      onName(null);
      showUndo('Prompt deleted', async () => {
        if (await change(promptShelf, () => putPrompt(prompt.name, before), 'That could not be undone.')) onName(prompt.name);
      }, { detail: `${prompt.name}. Chats that use it get "${view.defaultPrompt}".` });
    }
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
      const now = promptShelf.get().view?.prompts.find((one) => one.name === prompt.name);
      if (now) show(now);
      showUndo('Prompt as from the factory', async () => void (await change(promptShelf, () => putPrompt(prompt.name, before), 'That could not be undone.')), { detail: prompt.name });
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      if (dirty) void save();
    }
  }

  return (
    <div className={styles.editor} onKeyDown={onKeyDown} data-testid="prompt-editor" data-prompt={prompt.name}>
      <div className={styles.editorHead}>
        <ActionIcon className={styles.back} variant="subtle" color="gray" aria-label="Back to all prompts" onClick={onClose} data-testid="prompt-back"><ChevronLeftIcon size={18} /></ActionIcon>
        {renaming ? (
          <Rename prompt={prompt} onDone={(name) => { setRenaming(false); if (name !== null) onName(name); }} />
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
            <Menu.Item component="a" href={`/api/prompts/export?prompt=${encodeURIComponent(prompt.name)}`} download={`${prompt.name}.json`}>Export</Menu.Item>
            {prompt.factory === 'changed' && <Menu.Item onClick={() => void reset()} data-testid="prompt-reset">As from the factory</Menu.Item>}
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => void remove()} data-testid="prompt-delete">Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {prompt.version !== version && dirty && (
        <div className={styles.problem} role="alert" data-testid="prompt-changed">
          This prompt was changed in another window or in its file while you were editing.{' '}
          <Button size="compact-sm" variant="default" onClick={() => show(prompt)}>Show that one</Button>{' '}
          <Button size="compact-sm" variant="default" onClick={() => setVersion(prompt.version)}>Keep mine</Button>
        </div>
      )}
      <div className={styles.editorBody}>
        <div className={styles.fields}>
          {draft.kind === 'monolith' ? (
            <Textarea
              label="Text"
              description={`Filled in: ${view.variables.map((name) => `{${name}}`).join(' ')}`}
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
            <Button variant="default" disabled={!dirty} onClick={() => setDraft(stored)} data-testid="prompt-revert">Discard changes</Button>
          </div>
        </div>
        <Preview draft={draft} name={prompt.name} library={view} />
      </div>
    </div>
  );
}

function Rename({ prompt, onDone }: { prompt: PromptView; onDone: (name: string | null) => void }) {
  const [name, setName] = useState(prompt.name);

  async function rename() {
    const to = name.trim();
    if (to === '' || to === prompt.name) onDone(null);
    else if (await change(promptShelf, () => renamePrompt(prompt.name, to), 'The prompt could not be renamed.')) onDone(to);
  }

  return (
    <TextInput
      aria-label="New name"
      className={styles.title}
      value={name}
      maxLength={80}
      autoFocus
      onChange={(e) => setName(e.currentTarget.value)}
      onKeyDown={(e) => {
        if (e.key === 'Enter') void rename();
        if (e.key === 'Escape') onDone(null);
      }}
      onBlur={() => void rename()}
      data-testid="prompt-rename-input"
    />
  );
}
