import { ActionIcon, Badge, Button, Switch, Textarea, TextInput, Tooltip } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { addSpice, changeSpice, deleteSpice, deleteSpices, putSpices, renameSpices } from '../api/prompts';
import type { SpiceCategoryView, SpicesView } from '../generated/protocol';
import { useDraft } from '../chatSettings/useDraft';
import { change, changeNow, spiceShelf } from '../prompts/library';
import styles from '../prompts/prompts.module.css';
import { CloseIcon, PencilIcon, TrashIcon } from '../shared/icons';
import { showToast } from '../state/toasts';
import { showUndo } from '../state/undo';

const replaced = (view: SpicesView, category: SpiceCategoryView): SpicesView => ({
  ...view,
  categories: view.categories.map((one) => (one.name === category.name ? category : one)),
});

const cannotUndo = 'That could not be undone.';

const nowOf = (name: string) => spiceShelf.get().view?.categories.find((one) => one.name === name);

/** Puts spices that were deleted back to their places, among what is there now: what came since stays. */
async function putBack({ name, enabled }: SpiceCategoryView, gone: readonly { text: string; index: number }[]): Promise<void> {
  const now = nowOf(name);
  const spices = [...(now?.spices ?? [])];
  for (const { text, index } of gone) if (!spices.includes(text)) spices.splice(Math.min(index, spices.length), 0, text);
  await change(spiceShelf, () => putSpices(name, { spices, enabled: now?.enabled ?? enabled }), cannotUndo);
}

/** Gives a spice its former text, wherever it stands now. */
async function changeBack(name: string, text: string, before: string): Promise<void> {
  const index = nowOf(name)?.spices.indexOf(text) ?? -1;
  if (index < 0) showToast({ kind: 'error', title: cannotUndo, detail: 'The spice was changed or deleted meanwhile.' });
  else await change(spiceShelf, () => changeSpice(name, index, before, text), cannotUndo);
}

/** The spices of one sort. */
export function SpiceCategory({ category }: { category: SpiceCategoryView }) {
  const { name, spices, enabled } = category;
  const [adding, setAdding] = useState('');
  const [busy, setBusy] = useState(false);
  const [renaming, setRenaming] = useState<string | null>(null);

  const enable = (on: boolean) =>
    // Only the switch is sent: what another page has added meanwhile stays.
    changeNow(spiceShelf, (view) => replaced(view, { ...category, enabled: on }), () => putSpices(name, { spices: null, enabled: on }));

  async function remove(index: number) {
    const text = spices[index]!;
    const done = await changeNow(spiceShelf, (view) => replaced(view, { ...category, spices: spices.filter((_, i) => i !== index) }), () => deleteSpice(name, index, text));
    if (done) showUndo('Spice deleted', () => putBack(category, [{ text, index }]), { detail: text });
  }

  async function removeAll() {
    const done = await changeNow(spiceShelf, (view) => ({ ...view, categories: view.categories.filter((one) => one.name !== name) }), () => deleteSpices(name));
    if (done) showUndo('Category deleted', () => putBack(category, spices.map((text, index) => ({ text, index }))), { detail: `${name}, ${spices.length === 1 ? 'one spice' : `${spices.length} spices`}` });
  }

  async function add(event: FormEvent) {
    event.preventDefault();
    if (adding.trim() === '' || busy) return;
    setBusy(true);
    if (await change(spiceShelf, () => addSpice(name, adding.trim()))) setAdding('');
    setBusy(false);
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
        {/* The place is the identity: what is typed stays in its field while the list changes below it. */}
        {spices.map((text, index) => (
          <Spice key={index} category={category} index={index} text={text} onRemove={() => void remove(index)} />
        ))}
      </ol>
      <form className={styles.addRow} onSubmit={(event) => void add(event)}>
        <TextInput size="xs" aria-label={`New spice for ${name}`} placeholder="Another one" value={adding} onChange={(e) => setAdding(e.currentTarget.value)} maxLength={2000} style={{ flex: 1 }} data-testid="add-spice-text" />
        <Button size="xs" type="submit" variant="default" loading={busy} disabled={adding.trim() === ''} data-testid="add-spice">Add</Button>
      </form>
    </article>
  );
}

interface SpiceProps {
  category: SpiceCategoryView;
  index: number;
  text: string;
  onRemove: () => void;
}

function Spice({ category, index, text: stored, onRemove }: SpiceProps) {
  // Kept when the field is left, also where it goes away with its page.
  const { text, type, keep } = useDraft(stored, async (typed) => {
    const to = typed.trim();
    if (to === '' || to === stored) return true;
    const done = await changeNow(
      spiceShelf,
      (view) => replaced(view, { ...category, spices: category.spices.map((one, i) => (i === index ? to : one)) }),
      () => changeSpice(category.name, index, to, stored),
      'The spice could not be saved.',
    );
    if (done) showUndo('Spice saved', () => changeBack(category.name, to, stored), { detail: to });
    return done;
  });

  return (
    <li className={styles.spice}>
      <Textarea
        size="xs"
        variant="unstyled"
        aria-label={`Spice ${index + 1} of ${category.name}`}
        value={text}
        onChange={(e) => type(e.currentTarget.value)}
        onBlur={keep}
        onKeyDown={(e) => {
          if (e.key === 'Enter') {
            e.preventDefault();
            e.currentTarget.blur();
          }
          if (e.key === 'Escape') type(null);
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
