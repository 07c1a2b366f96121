import type { ChatSummary, SearchHit } from '../generated/protocol';
import { navigate } from '../shared/router';
import { searchTarget } from '../search/searchState';
import type { Action } from '../state/actions';
import { fuzzyTitle } from './fuzzy';

/** One line of the palette. */
export interface PaletteItem {
  /** Unique in the palette. */
  id: string;
  group: string;
  title: string;
  /** A second, quieter text: a value, the time of a chat. */
  detail?: string;
  /** Other words by which it is found. */
  keywords?: string;
  shortcut?: string;
  /** Text with what was found marked, in the place of the title. */
  snippet?: SearchHit['snippet'];
  run: () => void | Promise<void>;
}

/** An item that fits what was typed. */
export interface Hit {
  item: PaletteItem;
  score: number;
  ranges: readonly (readonly [number, number])[];
}

/** Items under their heading. */
export interface Section {
  name: string;
  hits: Hit[];
}

export function actionItems(actions: readonly Action[]): PaletteItem[] {
  return actions
    .filter((action) => action.keyOnly !== true)
    // What stands first is what a hasty Enter does: a new chat harms nobody.
    .sort((a, b) => Number(b.group === 'Chat') - Number(a.group === 'Chat'))
    .map((action) => ({
      id: `action/${action.id}`,
      group: action.group === 'Go to' ? 'Pages' : 'Actions',
      title: action.title,
      ...(action.group === 'Go to' ? {} : { detail: action.group }),
      ...(action.keywords === undefined ? {} : { keywords: `${action.keywords} ${action.group}` }),
      ...(action.shortcut === undefined ? {} : { shortcut: action.shortcut }),
      run: action.run,
    }));
}

export function chatItems(chats: readonly ChatSummary[]): PaletteItem[] {
  return chats.map((chat) => ({
    id: `chat/${chat.id}`,
    group: 'Chats',
    title: chat.title,
    run: () => navigate({ page: 'chat', chatId: chat.id }),
  }));
}

/** Messages that the server found. A hit in a title is a chat, which is in the palette already. */
export function messageItems(hits: readonly SearchHit[]): PaletteItem[] {
  return hits.flatMap((hit): PaletteItem[] => {
    const messageId = hit.messageId;
    if (messageId === null) return [];
    return [{
      id: `message/${hit.chatId}/${messageId}`,
      group: 'Messages',
      title: hit.snippet.map((part) => part.text).join(''),
      detail: hit.title,
      snippet: hit.snippet,
      run: () => {
        searchTarget.set({ chatId: hit.chatId, messageId });
        navigate({ page: 'chat', chatId: hit.chatId });
      },
    }];
  });
}

const perGroup: Record<string, number> = { Chats: 6, Messages: 6, Settings: 6 };
const most = 8;

/** While nothing is typed: what was used last, then actions, pages and the newest chats. */
function quiet(items: readonly PaletteItem[], recent: readonly string[]): Section[] {
  const used = recent.flatMap((id) => items.find((item) => item.id === id) ?? []).slice(0, 4);
  const usedIds = new Set(used.map((item) => item.id));
  const sections = new Map<string, Hit[]>(used.length > 0 ? [['Used last', used.map(plain)]] : []);
  for (const item of items) {
    if (usedIds.has(item.id) || (item.group !== 'Actions' && item.group !== 'Pages' && item.group !== 'Chats')) continue;
    const hits = sections.get(item.group) ?? [];
    if (item.group !== 'Chats' || hits.length < 5) hits.push(plain(item));
    sections.set(item.group, hits);
  }
  return [...sections].map(([name, hits]) => ({ name, hits }));
}

const plain = (item: PaletteItem): Hit => ({ item, score: 0, ranges: [] });

/**
 * What fits a query, in sections: the one with the best hit first, messages last, since they come later and must not move
 * what is chosen already. What was used last comes before what fits as well.
 */
export function sectionsOf(query: string, items: readonly PaletteItem[], recent: readonly string[]): Section[] {
  if (query.trim() === '') return quiet(items, recent);
  const groups = new Map<string, Hit[]>();
  for (const item of items) {
    const match = item.snippet === undefined ? fuzzyTitle(query, item.title, item.keywords) : { score: 0, ranges: [] };
    if (match === null) continue;
    const rank = recent.indexOf(item.id);
    const hits = groups.get(item.group) ?? [];
    hits.push({ item, score: match.score + (rank < 0 ? 0 : 12 - rank), ranges: match.ranges });
    groups.set(item.group, hits);
  }
  return [...groups]
    .map(([name, hits]) => ({ name, hits: hits.sort((a, b) => b.score - a.score).slice(0, perGroup[name] ?? most) }))
    .sort((a, b) => Number(a.name === 'Messages') - Number(b.name === 'Messages') || b.hits[0]!.score - a.hits[0]!.score);
}
