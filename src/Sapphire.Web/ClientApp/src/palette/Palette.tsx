import { Kbd, Loader, Modal } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { SearchIcon } from '../shared/icons';
import { shortcutKeys } from '../shared/keys';
import { showProblem } from '../state/undo';
import type { Hit, PaletteItem } from './items';
import { noteUsed, paletteOpen } from './paletteState';
import { usePalette } from './usePalette';
import styles from './palette.module.css';

const optionId = (index: number) => `palette-option-${index}`;

/**
 * People type at once: the field has the focus before the next key comes, not when the dialog's trap gets to it. Behind an
 * entry of a menu it is left to the trap, since a menu that closes gives back the focus that it finds.
 */
function takeFocus(field: HTMLInputElement | null): void {
  if (document.activeElement?.closest('[role="menu"]') == null) field?.focus({ preventScroll: true });
}

/** Everything that can be opened or done, by typing a part of its name. */
export function Palette() {
  const [query, setQuery] = useState('');
  const { sections, searching, problem } = usePalette(query);
  const hits = sections.flatMap((section) => section.hits);
  const [chosenId, setChosenId] = useState<string | null>(null);
  // The chosen one stays chosen while others come.
  const chosen = Math.max(0, hits.findIndex((hit) => hit.item.id === chosenId));

  function move(to: number) {
    if (hits.length > 0) setChosenId(hits[(to + hits.length) % hits.length]!.item.id);
  }

  function run(item: PaletteItem) {
    noteUsed(item.id);
    paletteOpen.set(false);
    // The dialog gives the focus back first; an action may take it.
    requestAnimationFrame(() => void Promise.resolve().then(() => item.run()).catch((error: unknown) => showProblem(`${item.title}: that did not work.`, error)));
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const page = 8;
    const steps: Record<string, number> = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, PageDown: Math.min(chosen + page, hits.length - 1), PageUp: Math.max(chosen - page, 0) };
    const to = steps[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const hit = hits[chosen];
      if (hit !== undefined) run(hit.item);
    } else if (event.key === 'Escape' && query !== '') {
      event.preventDefault();
      event.stopPropagation();
      setQuery('');
    } else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      paletteOpen.set(false);
    }
  }

  return (
    <Modal
      opened
      onClose={() => paletteOpen.set(false)}
      withCloseButton={false}
      centered={false}
      yOffset="10dvh"
      size={620}
      padding={0}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': 'Command palette' } }}
      closeOnEscape={query === ''}
      data-testid="palette"
    >
      <div className={styles.field}>
        <SearchIcon size={18} />
        <input
          ref={takeFocus}
          className={styles.input}
          role="combobox"
          aria-label="Search chats, pages and actions"
          aria-expanded={hits.length > 0}
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={hits.length > 0 ? optionId(chosen) : undefined}
          placeholder="Search chats, pages, actions"
          data-testid="palette-input"
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            // Another query begins at its best hit.
            setChosenId(null);
          }}
          onKeyDown={onKeyDown}
        />
        {searching && <Loader size={14} aria-hidden />}
      </div>
      <div className={styles.list} id="palette-list" role="listbox" aria-label="Results" data-testid="palette-list" aria-busy={searching}>
        <Sections sections={sections} chosen={chosen} run={run} choose={setChosenId} />
      </div>
      <p className={styles.status} role="status" data-testid="palette-status">
        {problem !== null ? `Messages cannot be searched now. ${problem.title}` : hits.length === 0 ? (searching ? 'Searching…' : 'Nothing fits. Use fewer or other words.') : ''}
      </p>
    </Modal>
  );
}

interface SectionsProps {
  sections: ReturnType<typeof usePalette>['sections'];
  chosen: number;
  run: (item: PaletteItem) => void;
  choose: (id: string) => void;
}

function Sections({ sections, chosen, run, choose }: SectionsProps) {
  let index = 0;
  return sections.map((section) => (
    <div key={section.name} role="group" aria-label={section.name} className={styles.section} data-testid="palette-section">
      <div className={styles.heading} aria-hidden>{section.name}</div>
      {section.hits.map((hit) => {
        const at = index++;
        return <Line key={hit.item.id} hit={hit} index={at} active={at === chosen} run={run} choose={choose} />;
      })}
    </div>
  ));
}

function Line({ hit, index, active, run, choose }: { hit: Hit; index: number; active: boolean; run: (item: PaletteItem) => void; choose: (id: string) => void }) {
  const { item } = hit;
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={line}
      id={optionId(index)}
      role="option"
      aria-selected={active}
      className={styles.line}
      data-testid="palette-item"
      data-item={item.id}
      // A list that scrolls under a pointer at rest chooses nothing.
      onMouseMove={() => choose(item.id)}
      onClick={() => run(item)}
    >
      <span className={styles.title}>{item.snippet === undefined ? <Marked text={item.title} ranges={hit.ranges} /> : item.snippet.map((part, i) => (part.hit ? <mark key={i} className={styles.mark}>{part.text}</mark> : <span key={i}>{part.text}</span>))}</span>
      {item.detail !== undefined && <span className={styles.detail}>{item.detail}</span>}
      {item.shortcut !== undefined && <span className={styles.keys}>{shortcutKeys(item.shortcut).map((key) => <Kbd key={key} size="xs">{key}</Kbd>)}</span>}
    </div>
  );
}

function Marked({ text, ranges }: { text: string; ranges: Hit['ranges'] }) {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const [begin, end] of ranges) {
    parts.push(text.slice(from, begin), <mark key={begin} className={styles.mark}>{text.slice(begin, end)}</mark>);
    from = end;
  }
  parts.push(text.slice(from));
  return <>{parts}</>;
}
