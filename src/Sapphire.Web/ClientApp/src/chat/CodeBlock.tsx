import { memo, type ReactNode, useEffect, useState } from 'react';
import { CopyButton } from '../shared/CopyButton';
import styles from './markdown.module.css';

interface Props {
  language: string;
  text: string;
}

/** Colouring more than this would be felt while text streams in. */
const highlightLimit = 30_000;

/** Code with its language and a copy button. Colours come when their chunk has loaded; the code is there before. */
export const CodeBlock = memo(function CodeBlock({ language, text }: Props) {
  const [coloured, setColoured] = useState<{ text: string; content: ReactNode } | null>(null);

  useEffect(() => {
    if (language === '' || text.length > highlightLimit) return undefined;
    let current = true;
    void import('./highlight').then(
      ({ highlight }) => current && setColoured({ text, content: highlight(language, text) }),
      () => {}, // Without the chunk the code is plain.
    );
    return () => {
      current = false;
    };
  }, [language, text]);

  return (
    <div className={styles.code} dir="ltr">
      <div className={styles.codeHead}>
        <span>{language || 'text'}</span>
        <CopyButton text={() => text} label="Copy code" testId="copy-code" />
      </div>
      <pre tabIndex={0} aria-label={language ? `Code, ${language}` : 'Code'}>
        <code>{shown(coloured, text)}</code>
      </pre>
    </div>
  );
});

/** What was coloured may be behind the text that has come since: its end is plain for a moment. */
function shown(coloured: { text: string; content: ReactNode } | null, text: string): ReactNode {
  if (!coloured || !text.startsWith(coloured.text)) return text;
  return (
    <>
      {coloured.content}
      {text.slice(coloured.text.length)}
    </>
  );
}
