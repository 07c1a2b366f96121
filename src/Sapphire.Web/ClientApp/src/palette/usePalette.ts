import { useEffect, useMemo, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { search } from '../api/search';
import { useSelect } from '../shared/store';
import { useActions } from '../state/actions';
import { home } from '../state/app';
import { actionItems, chatItems, messageItems, type PaletteItem, type Section, sectionsOf } from './items';
import { recentItems } from './paletteState';
import { askSources } from './sources';

interface Messages {
  query: string;
  items: readonly PaletteItem[];
  problem: Problem | null;
}

const none: Messages = { query: '', items: [], problem: null };

/** While somebody types, only what they pause at is searched in messages. */
const pause = 150;

export interface Palette {
  sections: readonly Section[];
  /** True while messages are searched. */
  searching: boolean;
  /** Why messages could not be searched. */
  problem: Problem | null;
}

/** Everything that fits what was typed. */
export function usePalette(query: string): Palette {
  const actions = useActions();
  const chats = useSelect(home, (h) => h?.chats);
  const [more, setMore] = useState<readonly PaletteItem[]>([]);
  const [messages, setMessages] = useState(none);
  const wanted = query.trim();
  const recent = useMemo(recentItems, []);

  useEffect(() => {
    const abort = new AbortController();
    askSources(abort.signal, (items) => setMore((all) => [...all, ...items]));
    return () => abort.abort();
  }, []);

  useEffect(() => {
    if (wanted.length < 2) {
      setMessages(none);
      return undefined;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      search(query, null, abort.signal).then(
        (answer) => {
          if (!abort.signal.aborted) setMessages({ query: wanted, items: messageItems(answer.hits), problem: null });
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setMessages({ query: wanted, items: [], problem: describe(error) });
        },
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [query, wanted]);

  const sections = useMemo(
    () => sectionsOf(query, [...actionItems(actions), ...chatItems(chats ?? []), ...more, ...(wanted.length < 2 ? [] : messages.items)], recent),
    [query, wanted, actions, chats, more, messages, recent],
  );
  return { sections, searching: wanted.length >= 2 && messages.query !== wanted, problem: wanted.length < 2 ? null : messages.problem };
}
