interface Node {
  type: string;
  value?: string;
  children?: Node[];
  position?: { start: { offset?: number }; end: { offset?: number } };
  data?: object;
}

export interface MarkOptions {
  spokenFrom: number | null;
  spokenTo: number | null;
  heard: number | null;
  spokenClass: string | undefined;
  unheardClass: string | undefined;
}

/**
 * Marks the piece of a Markdown text that is spoken, and what comes behind the part that was heard. Places are offsets
 * in the source, which every node of the tree knows; only text is marked, so that blocks and links stay whole.
 */
export function marks(options: MarkOptions) {
  const { spokenFrom, spokenTo, heard } = options;
  return (tree: Node) => {
    if ((spokenFrom === null || spokenTo === null) && heard === null) return;
    visit(tree, options);
  };
}

function visit(node: Node, options: MarkOptions): void {
  if (!node.children) return;
  node.children = node.children.flatMap((child) => {
    visit(child, options);
    return child.type === 'text' || child.type === 'inlineCode' ? split(child, options) : [child];
  });
}

function split(node: Node, { spokenFrom, spokenTo, heard, spokenClass, unheardClass }: MarkOptions): Node[] {
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined || node.value === undefined) return [node];
  // With escapes and entities the words and their source differ in length: then it is marked whole or not at all.
  const exact = node.type === 'text' && node.value.length === end - start;
  const cuts = exact ? [spokenFrom, spokenTo, heard].filter((c): c is number => c !== null && c > start && c < end) : [];
  const places = [start, ...new Set(cuts.sort((a, b) => a - b)), end];
  return places.slice(0, -1).map((from, i) => {
    const to = places[i + 1]!;
    const piece = exact ? { type: 'text', value: node.value!.slice(from - start, to - start) } : node;
    const middle = (from + to) / 2;
    if (spokenFrom !== null && spokenTo !== null && middle > spokenFrom && middle < spokenTo) return wrap(piece, 'mark', spokenClass);
    if (heard !== null && middle > heard) return wrap(piece, 'span', unheardClass);
    return piece;
  });
}

function wrap(node: Node, tag: string, className: string | undefined): Node {
  return { type: 'mark', children: [node], data: { hName: tag, hProperties: { className: className ?? tag } } };
}
