import { useCallback, useEffect, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { createBackup, deleteBackup, getBackups, verifyBackup } from '../api/settings';
import type { BackupsView, BackupWorkView } from '../generated/protocol';
import { showProblem } from '../state/undo';

/** The backups, and what is done to them; looks often while something is at work. */
export function useBackups() {
  const [view, setView] = useState<BackupsView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = view !== null && view.running !== null;

  const load = useCallback((signal?: AbortSignal) => {
    getBackups(signal).then(
      (answer) => {
        if (signal?.aborted) return;
        setView(answer);
        setProblem(null);
      },
      (error: unknown) => {
        if (!signal?.aborted) setProblem(describe(error));
      },
    );
  }, []);

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal);
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') load(abort.signal);
    }, running ? 700 : 15_000);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [load, running]);

  const act = useCallback((work: () => Promise<BackupsView>, title: string) => {
    work().then(setView, (error: unknown) => showProblem(title, error));
  }, []);

  return {
    view,
    problem,
    load: useCallback(() => load(), [load]),
    create: useCallback(() => act(createBackup, 'The backup was not begun.'), [act]),
    verify: useCallback((name: string) => act(() => verifyBackup(name), 'The check was not begun.'), [act]),
    remove: useCallback((name: string) => act(() => deleteBackup(name), 'The backup was not deleted.'), [act]),
  };
}

const units = ['B', 'KB', 'MB', 'GB', 'TB'];

/** "12.3 MB". */
export function sizeText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

const words: Readonly<Record<string, string>> = { copying: 'Copying the home', packing: 'Packing', checking: 'Checking' };

/** What is being done, in words. */
export function stepText(work: BackupWorkView): string {
  const step = words[work.step] ?? (work.kind === 'verify' ? 'Checking' : 'Making a backup');
  return work.name === '' ? `${step} …` : `${step} ${work.name} …`;
}
