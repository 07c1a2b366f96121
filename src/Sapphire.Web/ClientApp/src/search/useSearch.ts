import { useCallback, useEffect, useRef, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { search } from '../api/search';
import type { SearchHit } from '../generated/protocol';

export interface Found {
  /** What was searched for these hits; null before the first answer. */
  text: string | null;
  hits: readonly SearchHit[];
  next: string | null;
  loading: boolean;
  problem: Problem | null;
}

const nothing: Found = { text: null, hits: [], next: null, loading: false, problem: null };

/** While somebody types, only what they pause at is searched. */
const pause = 150;

/** Searches for a text as it changes; an answer that was overtaken is dropped. */
export function useSearch(text: string) {
  const [found, setFound] = useState(nothing);
  const [attempt, setAttempt] = useState(0);
  const running = useRef<AbortController | null>(null);
  const wanted = text.trim();

  const run = useCallback((query: string, after: string | null) => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    setFound((f) => ({ ...f, loading: true, problem: null }));
    search(query, after, abort.signal).then(
      (answer) => {
        if (abort.signal.aborted) return;
        setFound((f) => ({ text: query, hits: after === null ? answer.hits : [...f.hits, ...answer.hits], next: answer.next, loading: false, problem: null }));
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFound((f) => ({ ...f, loading: false, problem: describe(error) }));
      },
    );
  }, []);

  useEffect(() => {
    if (wanted === '') {
      running.current?.abort();
      setFound(nothing);
      return undefined;
    }
    setFound((f) => ({ ...f, loading: true }));
    // The space at the end says that the last word is whole.
    const timer = setTimeout(() => run(text, null), pause);
    return () => {
      clearTimeout(timer);
      running.current?.abort();
    };
    // The text itself, since a space at its end counts.
  }, [text, wanted, attempt, run]);

  const more = useCallback(() => {
    if (found.next !== null && found.text !== null && !found.loading) run(found.text, found.next);
  }, [found, run]);

  return { found, more, again: useCallback(() => setAttempt((n) => n + 1), []) };
}
