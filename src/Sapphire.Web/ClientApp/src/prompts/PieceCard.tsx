import { ActionIcon, Badge, Button, Textarea, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { deletePiece, putPiece } from '../api/prompts';
import type { PieceView } from '../generated/protocol';
import { TrashIcon } from '../shared/icons';
import { showUndo } from '../state/undo';
import { change, changeNow, promptShelf } from './library';
import type { Kind } from './pieces';
import styles from './prompts.module.css';

/** One piece: its text is edited in place. */
export function PieceCard({ piece, kind }: { piece: PieceView; kind: Kind }) {
  const [text, setText] = useState<string | null>(null);
  const dirty = text !== null && text !== piece.text;

  async function save() {
    const before = piece.text;
    const to = text ?? before;
    const done = await changeNow(
      promptShelf,
      (view) => ({ ...view, pieces: view.pieces.map((one) => (one.kind === kind && one.key === piece.key ? { ...one, text: to } : one)) }),
      () => putPiece(kind, piece.key, to),
      'The piece could not be saved.',
    );
    if (!done) return;
    setText(null);
    showUndo('Piece saved', async () => void (await change(promptShelf, () => putPiece(kind, piece.key, before), 'That could not be undone.')), { detail: piece.key });
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
        <span className={styles.itemNote}>{piece.usedBy.length === 0 ? 'not used' : `used by ${piece.usedBy.length <= 3 ? piece.usedBy.join(', ') : `${piece.usedBy.length} prompts`}`}</span>
        <Tooltip label="Delete">
          <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${piece.key}`} onClick={() => void remove()} data-testid="piece-delete"><TrashIcon size={16} /></ActionIcon>
        </Tooltip>
      </div>
      <Textarea
        aria-label={`Text of ${piece.key}`}
        value={text ?? piece.text}
        onChange={(e) => setText(e.currentTarget.value)}
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
      {dirty && (
        <div className={styles.buttons}>
          <Button size="compact-sm" onClick={() => void save()} data-testid="piece-save">Save</Button>
          <Button size="compact-sm" variant="default" onClick={() => setText(null)}>Discard</Button>
        </div>
      )}
    </article>
  );
}
