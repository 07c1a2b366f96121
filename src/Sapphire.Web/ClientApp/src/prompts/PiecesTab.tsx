import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type FormEvent, useState } from 'react';
import { putPiece } from '../api/prompts';
import { setUnsaved, unsaved, useUnsavedKeys } from '../shared/unsaved';
import { change, promptShelf, reloadPrompts, usePromptShelf } from './library';
import { type Kind, keyOf, kindHelp, kindNames, kinds } from './pieces';
import { LostEdits } from './LostEdits';
import { isUnsavedPiece, PieceCard, unsavedPiece } from './PieceCard';
import styles from './prompts.module.css';
import { ShelfNote } from './ShelfNote';

const options = kinds.map((kind) => ({ value: kind as string, label: kindNames[kind] }));

/** The pieces that prompts are assembled from, by kind. */
export function PiecesTab() {
  const shelf = usePromptShelf();
  const [kind, setKind] = useState<Kind>('persona');
  const narrow = useMediaQuery('(max-width: 62em)');
  const pieces = shelf.view?.pieces.filter((piece) => piece.kind === kind) ?? [];
  const edited = useUnsavedKeys(unsavedPiece(kind, ''));

  return (
    <>
      <ShelfNote shelf={shelf} reload={reloadPrompts} />
      {shelf.view && (
        <>
          {narrow ? (
            <Select aria-label="Kind of piece" data={options} value={kind} allowDeselect={false} onChange={(value) => setKind((value ?? 'persona') as Kind)} data-testid="piece-kind" />
          ) : (
            <SegmentedControl aria-label="Kind of piece" data={options} value={kind} onChange={(value) => setKind(value as Kind)} data-testid="piece-kind" />
          )}
          <p className={styles.lead}>{kindHelp[kind]}</p>
          {edited.filter((key) => !pieces.some((piece) => piece.key === key)).map((key) => <LostPiece key={key} kind={kind} name={key} />)}
          <AddPiece key={kind} kind={kind} taken={pieces.map((piece) => piece.key)} />
          {pieces.length === 0 && <p className={styles.empty} data-testid="pieces-empty">There are none of this kind yet.</p>}
          <ul className={styles.cards}>
            {pieces.map((piece) => (
              <li key={piece.key}>
                <PieceCard piece={piece} kind={kind} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function LostPiece({ kind, name }: { kind: Kind; name: string }) {
  const key = unsavedPiece(kind, name);
  const kept = unsaved(key, isUnsavedPiece);
  if (kept === null) return null;

  async function make(text: string) {
    if (await change(promptShelf, () => putPiece(kind, name, text, { isNew: true }), 'The piece could not be made.')) setUnsaved(key, null);
  }

  return <LostEdits name={name} unsavedKey={key} value={kept} onMake={() => make(kept.text)} />;
}

function AddPiece({ kind, taken }: { kind: Kind; taken: readonly string[] }) {
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const key = keyOf(name);
  const error = taken.includes(key) ? `There is "${key}" already.` : null;

  async function add(event: FormEvent) {
    event.preventDefault();
    if (key === '' || error || busy) return;
    setBusy(true);
    if (await change(promptShelf, () => putPiece(kind, key, '', { isNew: true }), 'The piece could not be made.')) setName('');
    setBusy(false);
  }

  return (
    <form className={styles.addRow} onSubmit={(event) => void add(event)}>
      <TextInput
        aria-label={`Key of a new piece of kind ${kindNames[kind]}`}
        placeholder="Key of a new one: night_owl"
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
        error={error}
        maxLength={64}
        style={{ flex: 1 }}
        data-testid="add-piece-key"
      />
      <Button type="submit" variant="default" loading={busy} disabled={key === '' || error !== null} data-testid="add-piece">Add{key !== '' && key !== name ? ` as ${key}` : ''}</Button>
    </form>
  );
}
