import { CloseButton, TextInput } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { SearchIcon } from '../shared/icons';
import { useStore } from '../shared/store';
import { askComposerFocus } from '../state/ui';
import { focusSearch, searchText } from './searchState';
import styles from './search.module.css';

/** The field above the list of chats. Its arrows move through the results, which stand below it. */
export function SearchBox({ onMove, onOpen, expanded, activeId }: { onMove: (by: number) => void; onOpen: () => void; expanded: boolean; activeId: string | undefined }) {
  const text = useStore(searchText);
  const asked = useStore(focusSearch);
  const input = useRef<HTMLInputElement>(null);
  // What was asked for before this field was there counts too: the list may just have been opened for it.
  const seen = useRef(0);

  useEffect(() => {
    if (asked === seen.current) return;
    seen.current = asked;
    // A drawer that opens takes the focus first.
    requestAnimationFrame(() => input.current?.select());
  }, [asked]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      onMove(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      onOpen();
    } else if (event.key === 'Escape') {
      // The drawer would close with it.
      event.stopPropagation();
      event.preventDefault();
      if (text !== '') searchText.set('');
      else askComposerFocus();
    }
  }

  return (
    <TextInput
      ref={input}
      className={styles.box ?? ''}
      type="search"
      role="combobox"
      aria-label="Search chats and messages"
      aria-expanded={expanded}
      aria-controls={expanded ? 'search-results' : undefined}
      aria-autocomplete="list"
      aria-activedescendant={activeId}
      placeholder="Search"
      data-testid="search-input"
      maxLength={400}
      autoComplete="off"
      spellCheck={false}
      leftSection={<SearchIcon size={16} />}
      rightSection={text !== '' ? <CloseButton size="sm" aria-label="Clear the search" data-testid="search-clear" onClick={() => { searchText.set(''); input.current?.focus(); }} /> : null}
      value={text}
      onChange={(event) => searchText.set(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
