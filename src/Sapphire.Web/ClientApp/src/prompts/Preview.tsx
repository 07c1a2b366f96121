import { useEffect, useState } from 'react';
import { describe } from '../api/http';
import { previewPrompt } from '../api/prompts';
import type { PromptPreview, PromptsView } from '../generated/protocol';
import { bodyOf, type Draft } from './pieces';
import styles from './prompts.module.css';

interface Props {
  draft: Draft;
  name: string;
  /** The library as it is known: another one may give other texts for the same pieces. */
  library: PromptsView;
}

/** What a prompt becomes while it is edited, with its length in tokens. */
export function Preview({ draft, name, library }: Props) {
  const [preview, setPreview] = useState<PromptPreview | null>(null);
  const [problem, setProblem] = useState('');
  const body = JSON.stringify(bodyOf(draft, null));

  useEffect(() => {
    const abort = new AbortController();
    const wait = setTimeout(() => {
      previewPrompt({ prompt: JSON.parse(body), name, settings: null, chatId: null, userMessages: 1 }, abort.signal).then(
        (answer) => {
          setPreview(answer);
          setProblem('');
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const { title, detail } = describe(error);
          setProblem(`${title} ${detail}`);
        },
      );
    }, preview === null ? 0 : 300);
    return () => {
      clearTimeout(wait);
      abort.abort();
    };
    // The first answer alone must not ask again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [body, name, library]);

  return (
    <aside className={styles.preview} aria-label="What the model is sent">
      <div className={styles.previewHead}>
        <span>What the model is sent</span>
        {preview && <span data-testid="prompt-tokens" data-tokens={preview.tokens} aria-live="polite">about {preview.tokens.toLocaleString('en')} tokens, {preview.characters.toLocaleString('en')} characters</span>}
      </div>
      {problem !== '' && <p className={styles.problem}>{problem}</p>}
      {preview?.problem && <p className={styles.warning} data-testid="preview-problem">{preview.problem}</p>}
      <pre className={styles.previewText} dir="auto" tabIndex={0} aria-label="Preview" data-testid="prompt-preview">{preview?.text === '' ? '(empty)' : preview?.text}</pre>
    </aside>
  );
}
