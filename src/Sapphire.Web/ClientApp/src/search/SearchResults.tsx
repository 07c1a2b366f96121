import { Button, Loader } from '@mantine/core';
import { type MouseEvent, useEffect, useRef } from 'react';
import type { SearchHit } from '../generated/protocol';
import { ProblemNote } from '../shared/ProblemNote';
import { pathOf } from '../shared/router';
import { shortTime } from '../shared/time';
import type { Found } from './useSearch';
import styles from './search.module.css';

interface Props {
  found: Found;
  active: number;
  onOpen: (hit: SearchHit) => void;
  onMore: () => void;
  onAgain: () => void;
}

export const hitId = (index: number) => `search-hit-${index}`;

/** What was found, or why there is nothing. */
export function SearchResults({ found, active, onOpen, onMore, onAgain }: Props) {
  const { text, hits, next, loading, problem } = found;
  const none = !loading && problem === null && text !== null && hits.length === 0;
  return (
    <div className={styles.results} aria-busy={loading}>
      <p className={styles.summary} role="status" data-testid="search-status" data-state={problem ? 'error' : loading ? 'loading' : none ? 'none' : 'found'}>
        {loading && <Loader size={12} aria-hidden />}
        {problem ? '' : loading ? 'Searching…' : none ? 'Nothing was found.' : words(hits.length, next !== null)}
      </p>
      {none && <p className={styles.hint}>All words must be in one message or title. Put words in "quotes" to find them together.</p>}
      {problem && (
        <ProblemNote problem={problem} className={styles.problem} testId="search-error">
          <Button mt="sm" size="xs" variant="default" data-testid="search-again" onClick={onAgain}>Try again</Button>
        </ProblemNote>
      )}
      {hits.length > 0 && (
        <div id="search-results" role="listbox" aria-label="Search results">
          {hits.map((hit, index) => <Hit key={`${hit.chatId}/${hit.messageId ?? ''}`} hit={hit} index={index} active={index === active} onOpen={onOpen} />)}
        </div>
      )}
      {next !== null && !problem && <Button fullWidth size="xs" variant="subtle" color="gray" loading={loading} data-testid="search-more" onClick={onMore}>More results</Button>}
    </div>
  );
}

function words(count: number, more: boolean): string {
  return more ? `The first ${count} results` : count === 1 ? '1 result' : `${count} results`;
}

function Hit({ hit, index, active, onOpen }: { hit: SearchHit; index: number; active: boolean; onOpen: (hit: SearchHit) => void }) {
  const item = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (active) item.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  function open(event: MouseEvent) {
    // With a modifier the browser opens a tab or a window.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onOpen(hit);
  }

  const who = hit.role === 'user' ? 'You' : 'Sapphire';
  return (
    <a
      ref={item}
      id={hitId(index)}
      role="option"
      aria-selected={active}
      className={styles.hit}
      href={pathOf({ page: 'chat', chatId: hit.chatId })}
      tabIndex={-1}
      data-testid="search-hit"
      data-chat-id={hit.chatId}
      data-message-id={hit.messageId ?? undefined}
      onClick={open}
    >
      <span className={styles.hitHead}>
        <span className={styles.hitTitle}>{hit.messageId === null ? <Marked parts={hit.snippet} /> : hit.title}</span>
        <time className={styles.hitTime} dateTime={hit.at}>{shortTime(hit.at)}</time>
      </span>
      {hit.messageId !== null && (
        <span className={styles.snippet}><span className={styles.who}>{who}: </span><Marked parts={hit.snippet} /></span>
      )}
    </a>
  );
}

function Marked({ parts }: { parts: SearchHit['snippet'] }) {
  // The parts of one snippet never move.
  return parts.map((part, i) => (part.hit ? <mark key={i} className={styles.mark}>{part.text}</mark> : <span key={i}>{part.text}</span>));
}
