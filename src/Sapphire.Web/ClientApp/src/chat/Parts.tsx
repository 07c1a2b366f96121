import { Loader } from '@mantine/core';
import { lazy, memo, Suspense } from 'react';
import type { PartView, ReasoningPart, ToolPart } from '../generated/protocol';
import { ChevronRightIcon, ThoughtIcon, ToolIcon } from '../shared/icons';
import styles from './chat.module.css';

const Markdown = lazy(() => import('./Markdown'));

interface Props {
  parts: readonly PartView[];
  /** True while the reply is being written. */
  live: boolean;
}

/** The pieces of a reply, in order. A piece that does not change keeps its identity and is not drawn again. */
export function Parts({ parts, live }: Props) {
  // The position is the identity of a part: parts are only appended or changed in place.
  return parts.map((part, index) => <Part key={index} part={part} live={live && index === parts.length - 1} />);
}

const Part = memo(function Part({ part, live }: { part: PartView; live: boolean }) {
  switch (part.type) {
    case 'text':
      return (
        <Suspense fallback={<div className={styles.plain}>{part.text}</div>}>
          <Markdown text={part.text} />
        </Suspense>
      );
    case 'reasoning':
      return <Reasoning part={part} live={live} />;
    case 'tool':
      return <ToolCall part={part} live={live} />;
  }
});

function Reasoning({ part, live }: { part: ReasoningPart; live: boolean }) {
  return (
    <details className={styles.fold} data-testid="reasoning">
      <summary>
        {live ? <Loader size={15} aria-hidden /> : <ThoughtIcon size={16} />}
        <span className={styles.foldTitle}>{live ? 'Thinking…' : 'What it thought first'}</span>
        <span className={styles.chevron}><ChevronRightIcon size={16} /></span>
      </summary>
      <div className={styles.foldBody}>
        <div className={`${styles.foldPre} ${styles.plain}`}>{part.text}</div>
      </div>
    </details>
  );
}

function ToolCall({ part, live }: { part: ToolPart; live: boolean }) {
  const running = live && part.result === null && part.error === null;
  const unfinished = !running && part.result === null && part.error === null;
  const words = running ? 'Using' : part.error !== null ? 'Could not use' : unfinished ? 'Began to use' : 'Used';
  const seconds = part.durationMs !== null && part.durationMs >= 1_000 ? ` · ${(part.durationMs / 1_000).toFixed(1)} s` : '';
  return (
    <details className={styles.fold} data-testid="tool-call" data-tool={part.name}>
      <summary>
        {running ? <Loader size={15} aria-hidden /> : <ToolIcon size={16} />}
        <span className={styles.foldTitle}>{words} <code>{part.name}</code>{seconds}</span>
        <span className={styles.chevron}><ChevronRightIcon size={16} /></span>
      </summary>
      <div className={styles.foldBody}>
        <div className={styles.foldLabel}>Asked with</div>
        <pre className={styles.foldPre}>{pretty(part.arguments) || '(nothing)'}</pre>
        <div className={styles.foldLabel}>{part.error !== null ? 'What went wrong' : 'Answer'}</div>
        <pre className={styles.foldPre}>{part.error ?? (part.result === null ? (running ? 'Still running…' : 'It never came.') : pretty(part.result) || '(nothing)')}</pre>
      </div>
    </details>
  );
}

/** JSON with line breaks; anything else as it is. */
function pretty(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  } catch {
    return text;
  }
}
