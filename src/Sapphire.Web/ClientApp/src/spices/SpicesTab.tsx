import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { addSpice } from '../api/prompts';
import { change, reloadSpices, spiceShelf, useSpiceShelf } from '../prompts/library';
import styles from '../prompts/prompts.module.css';
import { ShelfNote } from '../prompts/ShelfNote';
import { SpiceCategory } from './SpiceCategory';

/** Small directions that a chat mixes into its prompt and changes every few messages. */
export function SpicesTab() {
  const shelf = useSpiceShelf();
  return (
    <>
      <p className={styles.lead}>
        A chat that has spices switched on gets one of these in addition to its prompt, and another one every few messages, so that replies stay fresh. Each comes once before any comes again.
      </p>
      <ShelfNote shelf={shelf} reload={reloadSpices} />
      {shelf.view && (
        <>
          <AddCategory taken={shelf.view.categories.map((category) => category.name)} />
          {shelf.view.categories.length === 0 && <p className={styles.empty} data-testid="spices-empty">There are no spices. Add a category with its first spice.</p>}
          <div className={styles.wideCards}>
            {shelf.view.categories.map((category) => <SpiceCategory key={category.name} category={category} />)}
          </div>
        </>
      )}
    </>
  );
}

function AddCategory({ taken }: { taken: readonly string[] }) {
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const error = taken.includes(name.trim()) ? 'There is a category of that name.' : null;

  async function add(event: FormEvent) {
    event.preventDefault();
    if (error || busy || name.trim() === '' || text.trim() === '') return;
    setBusy(true);
    if (await change(spiceShelf, () => addSpice(name.trim(), text.trim()), 'The category could not be made.')) {
      setName('');
      setText('');
    }

    setBusy(false);
  }

  return (
    <form className={styles.addRow} onSubmit={(event) => void add(event)}>
      <TextInput aria-label="Name of a new category" placeholder="New category" value={name} onChange={(e) => setName(e.currentTarget.value)} error={error} maxLength={80} data-testid="add-category-name" />
      <TextInput aria-label="Its first spice" placeholder="Its first spice" value={text} onChange={(e) => setText(e.currentTarget.value)} maxLength={2000} style={{ flex: 1 }} data-testid="add-category-spice" />
      <Button type="submit" variant="default" loading={busy} disabled={error !== null || name.trim() === '' || text.trim() === ''} data-testid="add-category">Add</Button>
    </form>
  );
}
