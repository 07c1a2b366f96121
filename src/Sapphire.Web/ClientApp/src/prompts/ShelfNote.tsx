import { Button, Loader } from '@mantine/core';
import type { LibraryProblem } from '../generated/protocol';
import { ProblemNote } from '../shared/ProblemNote';
import { type Shelf, useLive } from './library';
import styles from './prompts.module.css';

/** What is in the way of a list: it is still loading, could not be loaded, or its file is broken. */
export function ShelfNote({ shelf, reload }: { shelf: Shelf<{ problems: readonly LibraryProblem[] }>; reload: () => Promise<void> }) {
  useLive(reload);
  return (
    <>
      {shelf.problem && (
        <ProblemNote problem={shelf.problem} className={styles.problem} testId="library-error">
          <Button size="compact-sm" variant="default" ml="sm" onClick={() => void reload()}>Try again</Button>
        </ProblemNote>
      )}
      {!shelf.view && !shelf.problem && <Loader size="sm" role="status" aria-label="Loading" />}
      {shelf.view?.problems.map((problem) => (
        <ProblemNote
          key={problem.file}
          problem={{
            title: problem.line > 0 ? `${problem.file}, line ${problem.line}, column ${problem.column}:` : `${problem.file}:`,
            detail: `${problem.message} The last good version stays in force. A change on this page keeps the broken file aside under another name.`,
          }}
          className={styles.problem}
          testId="library-broken"
        />
      ))}
    </>
  );
}
