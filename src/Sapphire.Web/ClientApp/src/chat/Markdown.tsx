import { useDeferredValue } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from './CodeBlock';
import { marks } from './marks';
import styles from './markdown.module.css';

interface Node {
  type: string;
  depth?: number;
  children?: Node[];
}

/**
 * The page has its own first level: a reply's headings begin at the second, whatever level the model began with, and no
 * level is left out, so that a screen reader's outline holds.
 */
function outline() {
  return (tree: Node) => {
    const open: number[] = [];
    for (const node of tree.children ?? []) {
      if (node.type !== 'heading' || node.depth === undefined) continue;
      while (open.length > 0 && open.at(-1)! >= node.depth) open.pop();
      open.push(node.depth);
      node.depth = Math.min(6, open.length + 1);
    }
  };
}

const plugins = [remarkGfm, outline];

/** Raw HTML stays text (react-markdown's default); nothing is loaded from outside, so an image is a link to it. */
const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer">{children}</a>
  ),
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noopener noreferrer">{alt ? `Image: ${alt}` : 'Image'}</a>
  ),
  input: ({ checked }) => <input type="checkbox" checked={checked === true} readOnly disabled aria-label={checked ? 'Done' : 'Not done'} />,
  table: ({ children }) => (
    <div className={styles.table} role="region" aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  pre: ({ node }) => {
    const code = node?.children[0];
    if (code?.type !== 'element') return null;
    const names = code.properties['className'];
    const language = Array.isArray(names) ? names.find((n) => String(n).startsWith('language-')) : undefined;
    const text = code.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
    return <CodeBlock language={language === undefined ? '' : String(language).slice(9)} text={text.replace(/\n$/, '')} />;
  },
};

interface Props {
  text: string;
  /** The piece that is spoken now, in UTF-16 units of the text. */
  spokenFrom?: number | null;
  spokenTo?: number | null;
  /** How much of it was heard before it was stopped. */
  heard?: number | null;
}

export default function Markdown({ text, spokenFrom = null, spokenTo = null, heard = null }: Props) {
  // While text streams in, typing and scrolling go before parsing it again.
  const deferred = useDeferredValue(text);
  return (
    <div className={styles.markdown} dir="auto">
      <ReactMarkdown remarkPlugins={[...plugins, [marks, { spokenFrom, spokenTo, heard, spokenClass: styles.spoken, unheardClass: styles.unheard }]]} components={components}>{deferred}</ReactMarkdown>
    </div>
  );
}
