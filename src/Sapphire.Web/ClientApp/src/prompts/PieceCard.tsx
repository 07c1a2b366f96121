import { ActionIcon, Badge, Button, Textarea, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { deletePiece, putPiece } from '../api/prompts';
import type { PieceView } from '../generated/protocol';
import { TrashIcon } from '../shared/icons';
import { setUnsaved, unsaved, useUnsaved } from '../shared/unsaved';
import { showUndo } from '../state/undo';
import { change, changeNow, promptShelf, reloadPrompts } from './library';
import type { Kind } from './pieces';
import styles from './prompts.module.css';
import { tokensText, useTokens } from './useTokens';

/** What somebody has made of a piece and not saved yet, and what it was when that began. */
interface UnsavedPiece {
  text: string;
  was: string;
}

export const isUnsavedPiece = (value: unknown): value is UnsavedPiece => {
  const kept = value as Partial<UnsavedPiece> | null | undefined;
  return typeof kept?.text === 'string' && typeof kept.was === 'string';
};

export const unsavedPiece = (kind: Kind, key: string) => `piece/${kind}/${key}`;

/** One piece: its text is edited in place. What is not saved is kept, wherever one goes. */
export function PieceCard({ piece, kind }: { piece: PieceView; kind: Kind }) {
  const unsavedKey = unsavedPiece(kind, piece.key);
  const [kept, keep] = useUnsaved(unsavedKey, isUnsavedPiece);
  const [busy, setBusy] = useState(false);
  const text = kept?.text ?? piece.text;
  const dirty = text !== piece.text;
  const elsewhere = kept !== null && dirty && !busy && kept.was !== piece.text;
  const counted = useTokens(dirty ? text : '');

  function type(to: string) {
    const was = kept?.was ?? piece.text;
    keep(to === was && was === piece.text ? null : { text: to, was });
  }

  function discard(label: string) {
    const mine = kept;
    keep(null);
    if (mine !== null) showUndo(label, () => setUnsaved(unsavedKey, mine), { detail: piece.key });
  }

  async function save() {
    if (busy) return;
    const before = piece.text;
    const was = kept?.was ?? before;
    setBusy(true);
    const done = await changeNow(
      promptShelf,
      (view) => ({ ...view, pieces: view.pieces.map((one) => (one.kind === kind && one.key === piece.key ? { ...one, text } : one)) }),
      () => putPiece(kind, piece.key, text, { was }),
      'The piece could not be saved.',
    );
    if (done) {
      // What was typed while it was on its way is still to be saved.
      const typed = unsaved(unsavedKey, isUnsavedPiece);
      keep(typed !== null && typed.text !== text ? { text: typed.text, was: text } : null);
      showUndo('Piece saved', async () => void (await change(promptShelf, () => putPiece(kind, piece.key, before, { was: text }), 'That could not be undone.')), { detail: piece.key });
    } else {
      // Somebody else may have been faster: what they made is shown beside it.
      await reloadPrompts();
    }

    setBusy(false);
  }

  async function remove() {
    const done = await changeNow(
      promptShelf,
      (view) => ({ ...view, pieces: view.pieces.filter((one) => one.kind !== kind || one.key !== piece.key) }),
      () => deletePiece(kind, piece.key),
      'The piece could not be deleted.',
    );
    if (done) {
      showUndo('Piece deleted', async () => void (await change(promptShelf, () => putPiece(kind, piece.key, piece.text), 'That could not be undone.')), {
        detail: piece.usedBy.length > 0 ? `${piece.key}. It is missing now from: ${piece.usedBy.join(', ')}.` : piece.key,
      });
    }
  }

  return (
    <article className={styles.card} aria-label={piece.key} data-testid="piece" data-piece={`${kind}/${piece.key}`}>
      <div className={styles.cardHead}>
        <strong>{piece.key}</strong>
        {piece.factory !== 'same' && <Badge size="xs" variant="light">{piece.factory === 'none' ? 'yours' : 'changed'}</Badge>}
        <span className={styles.grow} />
        <span className={styles.itemNote} data-testid="piece-tokens" data-tokens={dirty ? (counted ?? '') : piece.tokens}>{dirty ? (counted === null ? '' : tokensText(counted)) : tokensText(piece.tokens)}</span>
        <span className={styles.itemNote}>{piece.usedBy.length === 0 ? 'not used' : `used by ${piece.usedBy.length <= 3 ? piece.usedBy.join(', ') : `${piece.usedBy.length} prompts`}`}</span>
        <Tooltip label="Delete">
          <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${piece.key}`} onClick={() => void remove()} data-testid="piece-delete"><TrashIcon size={16} /></ActionIcon>
        </Tooltip>
      </div>
      <Textarea
        aria-label={`Text of ${piece.key}`}
        dir="auto"
        value={text}
        onChange={(e) => type(e.currentTarget.value)}
        onKeyDown={(e) => {
          if ((e.ctrlKey || e.metaKey) && (e.key === 's' || e.key === 'Enter') && dirty) {
            e.preventDefault();
            void save();
          }
        }}
        autosize
        minRows={1}
        maxRows={14}
        maxLength={40_000}
        placeholder="Write what the model is told."
        data-testid="piece-text"
      />
      {elsewhere && (
        <div className={styles.problem} role="alert" data-testid="piece-changed">
          This piece was changed in another window or in its file while you were editing.{' '}
          <Button size="compact-sm" variant="default" data-testid="show-theirs" onClick={() => discard('Your changes are put aside')}>Show that one</Button>{' '}
          <Button size="compact-sm" variant="default" data-testid="keep-mine" onClick={() => keep({ text, was: piece.text })}>Keep mine</Button>
        </div>
      )}
      {dirty && (
        <div className={styles.buttons}>
          <Button size="compact-sm" loading={busy} onClick={() => void save()} data-testid="piece-save">Save</Button>
          <Button size="compact-sm" variant="default" data-testid="piece-discard" onClick={() => discard('Changes discarded')}>Discard</Button>
        </div>
      )}
    </article>
  );
}
