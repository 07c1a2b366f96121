import { ActionIcon } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { MessageView } from '../generated/protocol';
import { ChevronLeftIcon, ChevronRightIcon } from '../shared/icons';
import { createStore } from '../shared/store';
import { selectBranch } from '../state/commands';
import styles from './edit.module.css';

/** Where the focus goes when the walk has arrived: the row of the message that was left is gone by then. */
const arriving = createStore<{ messageId: string; forward: boolean } | null>(null);

/** "2 / 3" with arrows: the other versions of a message. The arrow keys walk, too. */
export function Siblings({ chatId, message }: { chatId: string; message: MessageView }) {
  const { siblings } = message;
  const previous = useRef<HTMLButtonElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const target = arriving.get();
    if (target?.messageId !== message.id) return;
    arriving.set(null);
    const [first, second] = target.forward ? [next, previous] : [previous, next];
    (first.current?.dataset['end'] === 'true' ? second : first).current?.focus();
  }, [message.id]);

  if (!siblings) return null;
  const { index, count, previousId, nextId } = siblings;

  function walk(to: string | null, forward: boolean) {
    if (to === null || busy) return;
    arriving.set({ messageId: to, forward });
    setBusy(true);
    void selectBranch(chatId, to).then((done) => {
      setBusy(false);
      if (!done) arriving.set(null);
    });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const forward = event.key === 'ArrowRight';
    walk(forward ? nextId : previousId, forward);
  }

  return (
    <div className={styles.siblings} role="group" aria-label={`Version ${index + 1} of ${count}`} data-testid="siblings" data-index={index} data-count={count} onKeyDown={onKeyDown}>
      <ActionIcon ref={previous} variant="subtle" color="gray" size="md" aria-label="Previous version" aria-disabled={previousId === null} data-end={previousId === null} data-testid="previous-sibling" onClick={() => walk(previousId, false)}>
        <ChevronLeftIcon size={16} />
      </ActionIcon>
      <span className={styles.count} aria-hidden>{index + 1} / {count}</span>
      <ActionIcon ref={next} variant="subtle" color="gray" size="md" aria-label="Next version" aria-disabled={nextId === null} data-end={nextId === null} data-testid="next-sibling" onClick={() => walk(nextId, true)}>
        <ChevronRightIcon size={16} />
      </ActionIcon>
    </div>
  );
}
