/** How well a text fits what was typed. */
export interface Match {
  /** Higher fits better; 0 for an empty query, which fits everything. */
  score: number;
  /** Which UTF-16 units of the text fitted: begin and end, in order. */
  ranges: readonly (readonly [number, number])[];
}

const everything: Match = { score: 0, ranges: [] };

/** One unit per unit of the text, so that places stay comparable: without marks and case where that keeps the length. */
function fold(text: string): string {
  let folded = '';
  for (const unit of text) {
    const plain = unit.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    folded += plain.length === unit.length ? plain : unit;
  }
  return folded;
}

const separator = /[\s\p{P}\p{S}]/u;

const isBoundary = (text: string, at: number): boolean => at === 0 || separator.test(text[at - 1]!) || (/\p{Ll}/u.test(text[at - 1]!) && /\p{Lu}/u.test(text[at]!));

/** One word of the query in the text: whole, at the beginning of a word, inside of one, or as its letters in order. */
function matchWord(text: string, folded: string, word: string): Match | null {
  let best: Match | null = null;
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
    const begins = isBoundary(text, at);
    const ends = at + word.length === folded.length || separator.test(text[at + word.length]!);
    const score = (begins ? (ends ? 100 : 80) : 40) - Math.min(at, 20) * 0.5;
    if (best === null || score > best.score) best = { score, ranges: [[at, at + word.length]] };
  }
  return best ?? matchLetters(text, folded, word);
}

/** The letters in order, each at the beginning of a word or right behind the one before: "nc" finds "New chat". */
function matchLetters(text: string, folded: string, word: string): Match | null {
  if (word.length < 2) return null;
  const ranges: [number, number][] = [];
  let from = 0;
  for (const letter of word) {
    const last = ranges.at(-1);
    if (last !== undefined && folded[last[1]] === letter) {
      last[1]++;
      from = last[1];
      continue;
    }
    let at = folded.indexOf(letter, from);
    while (at >= 0 && !isBoundary(text, at)) at = folded.indexOf(letter, at + 1);
    if (at < 0) return null;
    ranges.push([at, at + 1]);
    from = at + 1;
  }
  return { score: 30 - ranges.length - Math.min(ranges[0]![0], 10) * 0.5, ranges };
}

/** Fits each word of the query to the text. Null when one of them does not fit. */
export function fuzzy(query: string, text: string): Match | null {
  const words = fold(query).split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return everything;
  const folded = fold(text);
  let score = 0;
  const ranges: (readonly [number, number])[] = [];
  for (const word of words) {
    const match = matchWord(text, folded, word);
    if (match === null) return null;
    score += match.score;
    ranges.push(...match.ranges);
  }
  // Of two that fit as well, the shorter one has less that was not asked for.
  return { score: score / words.length - Math.min(text.length, 60) * 0.1, ranges: merge(ranges) };
}

/** Fits the query to a title, and where that fails to the title with other words by which it is known, for less. */
export function fuzzyTitle(query: string, title: string, keywords = ''): Match | null {
  const match = fuzzy(query, title);
  if (match !== null || keywords === '') return match;
  const all = `${title} ${keywords}`;
  const wide = fuzzy(query, all);
  // The inside of a word that nobody sees would be found by chance.
  if (wide?.ranges.some(([begin]) => begin > title.length && !isBoundary(all, begin))) return null;
  return wide === null ? null : { score: wide.score * 0.6, ranges: wide.ranges.filter(([, end]) => end <= title.length) };
}

function merge(ranges: (readonly [number, number])[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [begin, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && begin <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([begin, end]);
  }
  return merged;
}
