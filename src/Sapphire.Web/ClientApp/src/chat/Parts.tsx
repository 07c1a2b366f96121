import { Button, Loader } from '@mantine/core';
import { lazy, memo, Suspense } from 'react';
import type { ImagePart, PartView, ReasoningPart, ToolPart } from '../generated/protocol';
import { ChevronRightIcon, ThoughtIcon, ToolIcon } from '../shared/icons';
import styles from './chat.module.css';
import folds from './fold.module.css';

const Markdown = lazy(() => import('./Markdown'));

interface Props {
  parts: readonly PartView[];
  /** True while the reply is being written. */
  live: boolean;
  /** The piece of the text that is spoken now, and how much of it was heard before it was stopped, in UTF-16 units; null for none. */
  spokenFrom?: number | null;
  spokenTo?: number | null;
  heard?: number | null;
  /** Takes a tool call out of the reply; it keeps its identity. */
  onRemoveCall?: ((callId: string) => void) | null;
}

/** The pieces of a reply, in order. A piece that does not change keeps its identity and is not drawn again. */
export function Parts({ parts, live, spokenFrom = null, spokenTo = null, heard = null, onRemoveCall = null }: Props) {
  // Positions count through all texts of the reply.
  let start = 0;
  // The position is the identity of a part: parts are only appended or changed in place.
  return parts.map((part, index) => {
    const from = start;
    if (part.type === 'text') start += part.text.length;
    const spoken = spokenFrom !== null && spokenTo !== null && spokenFrom < start && spokenTo > from;
    return (
      <Part
        key={index}
        part={part}
        live={live && index === parts.length - 1}
        spokenFrom={spoken ? spokenFrom - from : null}
        spokenTo={spoken ? spokenTo - from : null}
        heard={heard !== null && heard < start ? Math.max(0, heard - from) : null}
        onRemoveCall={onRemoveCall}
      />
    );
  });
}

interface PartProps {
  part: PartView;
  live: boolean;
  spokenFrom: number | null;
  spokenTo: number | null;
  heard: number | null;
  onRemoveCall: ((callId: string) => void) | null;
}

const Part = memo(function Part({ part, live, spokenFrom, spokenTo, heard, onRemoveCall }: PartProps) {
  switch (part.type) {
    case 'text':
      return (
        <Suspense fallback={<div className={styles.plain}>{part.text}</div>}>
          <Markdown text={part.text} spokenFrom={spokenFrom} spokenTo={spokenTo} heard={heard} />
        </Suspense>
      );
    case 'reasoning':
      return <Reasoning part={part} live={live} />;
    case 'image':
      return <Picture part={part} />;
    case 'tool':
      return <ToolCall part={part} live={live} onRemove={onRemoveCall} />;
  }
});

/** A picture that a person sent; its place is kept while it loads. */
export function Picture({ part }: { part: ImagePart }) {
  const address = `/api/images/${encodeURIComponent(part.id)}`;
  return (
    <a href={address} target="_blank" rel="noreferrer" className={styles.picture} data-testid="message-image" data-image-id={part.id}>
      <img src={address} alt={part.name ?? 'Picture'} width={part.width} height={part.height} loading="lazy" decoding="async" />
    </a>
  );
}

function Reasoning({ part, live }: { part: ReasoningPart; live: boolean }) {
  return (
    <details className={folds.fold} data-testid="reasoning">
      <summary>
        {live ? <Loader size={15} aria-hidden /> : <ThoughtIcon size={16} />}
        <span className={folds.foldTitle}>{live ? 'Thinking…' : 'What it thought first'}</span>
        <span className={folds.chevron}><ChevronRightIcon size={16} /></span>
      </summary>
      <div className={folds.foldBody}>
        <div className={`${folds.foldPre} ${styles.plain}`} dir="auto">{part.text}</div>
      </div>
    </details>
  );
}

function ToolCall({ part, live, onRemove }: { part: ToolPart; live: boolean; onRemove: ((callId: string) => void) | null }) {
  const running = live && part.result === null && part.error === null;
  const unfinished = !running && part.result === null && part.error === null;
  const words = running ? 'Using' : part.error !== null ? 'Could not use' : unfinished ? 'Began to use' : 'Used';
  const seconds = part.durationMs !== null && part.durationMs >= 1_000 ? ` · ${(part.durationMs / 1_000).toFixed(1)} s` : '';
  return (
    <details className={folds.fold} data-testid="tool-call" data-tool={part.name}>
      <summary>
        {running ? <Loader size={15} aria-hidden /> : <ToolIcon size={16} />}
        <span className={folds.foldTitle}>{words} <code>{part.name}</code>{seconds}</span>
        <span className={folds.chevron}><ChevronRightIcon size={16} /></span>
      </summary>
      <div className={folds.foldBody}>
        <div className={folds.foldLabel}>Asked with</div>
        <pre className={folds.foldPre}>{pretty(part.arguments) || '(nothing)'}</pre>
        <div className={folds.foldLabel}>{part.error !== null ? 'What went wrong' : 'Answer'}</div>
        <pre className={folds.foldPre}>{part.error ?? (part.result === null ? (running ? 'Still running…' : 'It never came.') : pretty(part.result) || '(nothing)')}</pre>
        {onRemove && (
          <Button mt="xs" size="compact-xs" variant="default" data-testid="remove-tool-call" title="It is not sent to the model any more" onClick={() => onRemove(part.callId)}>Remove this call</Button>
        )}
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
