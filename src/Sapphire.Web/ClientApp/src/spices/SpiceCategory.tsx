import { ActionIcon, Badge, Button, Switch, Textarea, TextInput, Tooltip } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { addSpice, changeSpice, deleteSpice, deleteSpices, putSpices, renameSpices } from '../api/prompts';
import type { SpiceCategoryView, SpicesView } from '../generated/protocol';
import { change, changeNow, spiceShelf } from '../prompts/library';
import styles from '../prompts/prompts.module.css';
import { CloseIcon, PencilIcon, TrashIcon } from '../shared/icons';
import { showUndo } from '../state/undo';

const replaced = (view: SpicesView, category: SpiceCategoryView): SpicesView => ({
  ...view,
  categories: view.categories.map((one) => (one.name === category.name ? category : one)),
});

/** The spices of one sort. */
export function SpiceCategory({ category }: { category: SpiceCategoryView }) {
  const { name, spices, enabled } = category;
  const [adding, setAdding] = useState('');
  const [renaming, setRenaming] = useState<string | null>(null);

  // The category as it was when something was done: what an undo brings back.
  const restore = (what: SpiceCategoryView) => async () =>
    void (await change(spiceShelf, () => putSpices(what.name, { spices: [...what.spices], enabled: what.enabled }), 'That could not be undone.'));

  const enable = (on: boolean) =>
    changeNow(spiceShelf, (view) => replaced(view, { ...category, enabled: on }), () => putSpices(name, { spices: [...spices], enabled: on }));

  async function remove(index: number) {
    const text = spices[index]!;
    const done = await changeNow(spiceShelf, (view) => replaced(view, { ...category, spices: spices.filter((_, i) => i !== index) }), () => deleteSpice(name, index, text));
    if (done) showUndo('Spice deleted', restore(category), { detail: text });
  }

  async function removeAll() {
    const done = await changeNow(spiceShelf, (view) => ({ ...view, categories: view.categories.filter((one) => one.name !== name) }), () => deleteSpices(name));
    if (done) showUndo('Category deleted', restore(category), { detail: `${name}, ${spices.length} spices` });
  }

  async function add(event: FormEvent) {
    event.preventDefault();
    if (adding.trim() !== '' && (await change(spiceShelf, () => addSpice(name, adding.trim())))) setAdding('');
  }

  async function rename() {
    const to = renaming?.trim() ?? '';
    setRenaming(null);
    if (to === '' || to === name) return;
    if (await change(spiceShelf, () => renameSpices(name, to), 'The category could not be renamed.')) {
      showUndo('Category renamed', async () => void (await change(spiceShelf, () => renameSpices(to, name), 'That could not be undone.')), { detail: `${name} is called ${to} now.` });
    }
  }

  return (
    <article className={styles.card} aria-label={name} data-testid="spice-category" data-category={name} data-enabled={enabled}>
      <div className={styles.cardHead}>
        {renaming === null ? (
          <strong>{name}</strong>
        ) : (
          <TextInput
            size="xs"
            aria-label="New name of the category"
            value={renaming}
            autoFocus
            maxLength={80}
            onChange={(e) => setRenaming(e.currentTarget.value)}
            onBlur={() => void rename()}
            onKeyDown={(e) => {
              if (e.key === 'Enter') void rename();
              if (e.key === 'Escape') setRenaming(null);
            }}
          />
        )}
        {category.factory !== 'same' && <Badge size="xs" variant="light">{category.factory === 'none' ? 'yours' : 'changed'}</Badge>}
        <span className={styles.grow} />
        <Switch size="sm" aria-label={`Use ${name}`} checked={enabled} onChange={(e) => void enable(e.currentTarget.checked)} data-testid="category-enabled" />
        <Tooltip label="Rename">
          <ActionIcon variant="subtle" color="gray" aria-label={`Rename ${name}`} onClick={() => setRenaming(name)}><PencilIcon size={15} /></ActionIcon>
        </Tooltip>
        <Tooltip label="Delete">
          <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${name}`} onClick={() => void removeAll()} data-testid="category-delete"><TrashIcon size={16} /></ActionIcon>
        </Tooltip>
      </div>
      <ol className={styles.spices}>
        {spices.map((text, index) => (
          <Spice key={`${index}-${text}`} category={category} index={index} text={text} onRemove={() => void remove(index)} onChanged={restore(category)} />
        ))}
      </ol>
      <form className={styles.addRow} onSubmit={(event) => void add(event)}>
        <TextInput size="xs" aria-label={`New spice for ${name}`} placeholder="Another one" value={adding} onChange={(e) => setAdding(e.currentTarget.value)} maxLength={2000} style={{ flex: 1 }} data-testid="add-spice-text" />
        <Button size="xs" type="submit" variant="default" disabled={adding.trim() === ''} data-testid="add-spice">Add</Button>
      </form>
    </article>
  );
}

interface SpiceProps {
  category: SpiceCategoryView;
  index: number;
  text: string;
  onRemove: () => void;
  /** Undoes a change of it. */
  onChanged: () => unknown;
}

function Spice({ category, index, text, onRemove, onChanged }: SpiceProps) {
  const [draft, setDraft] = useState<string | null>(null);

  async function save() {
    const to = draft?.trim() ?? '';
    if (to === '' || to === text) {
      setDraft(null);
      return;
    }

    const done = await changeNow(
      spiceShelf,
      (view) => replaced(view, { ...category, spices: category.spices.map((one, i) => (i === index ? to : one)) }),
      () => changeSpice(category.name, index, to, text),
      'The spice could not be saved.',
    );
    if (done) showUndo('Spice saved', onChanged, { detail: to });
  }

  return (
    <li className={styles.spice}>
      <Textarea
        size="xs"
        variant="unstyled"
        aria-label={`Spice ${index + 1} of ${category.name}`}
        value={draft ?? text}
        onChange={(e) => setDraft(e.currentTarget.value)}
        onBlur={() => draft !== null && void save()}
        onKeyDown={(e) => {
          if (e.key === 'Enter') {
            e.preventDefault();
            e.currentTarget.blur();
          }
          if (e.key === 'Escape') setDraft(null);
        }}
        autosize
        maxLength={2000}
        style={{ flex: 1 }}
        data-testid="spice-text"
      />
      <Tooltip label="Delete">
        <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Delete spice ${index + 1} of ${category.name}`} onClick={onRemove} data-testid="spice-delete"><CloseIcon size={14} /></ActionIcon>
      </Tooltip>
    </li>
  );
}
