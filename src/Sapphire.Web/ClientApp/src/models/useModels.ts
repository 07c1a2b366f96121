import { useCallback, useEffect, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { deleteProfile, deleteProvider, getModels, type ProviderChange, putProfile, putProvider, putSelection, retryProvider } from '../api/models';
import type { ModelProfileView, ModelsView } from '../generated/protocol';

/** The providers as the server has them. Every change answers with the whole list, which replaces ours. */
export function useModels() {
  const [view, setView] = useState<ModelsView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const run = useCallback(async (work: Promise<ModelsView>): Promise<boolean> => {
    try {
      setView(await work);
      setProblem(null);
      return true;
    } catch (error) {
      setProblem(describe(error));
      return false;
    }
  }, []);

  useEffect(() => {
    const abort = new AbortController();
    getModels(abort.signal).then(setView, (error: unknown) => {
      if (!abort.signal.aborted) setProblem(describe(error));
    });
    return () => abort.abort();
  }, []);

  return {
    view,
    problem,
    reload: () => run(getModels()),
    save: (id: string, provider: ProviderChange) => run(putProvider(id, provider)),
    saveProfile: (profile: ModelProfileView) => run(putProfile(profile)),
    removeProfile: (key: string) => run(deleteProfile(key)),
    retry: (id: string) => run(retryProvider(id)),
    remove: (id: string) => run(deleteProvider(id)),
    select: (selection: string, order: string[]) => run(putSelection({ selection, order })),
  };
}

/** The list with one item at another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [item] = next.splice(from, 1);
  next.splice(to, 0, item!);
  return next;
}

/** A free id made of a name: "LM Studio" → "lm-studio", and "lm-studio-2" when that is taken. */
export function slugFor(name: string, taken: readonly string[]): string {
  const base = name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40) || 'provider';
  // These two are selections, not providers.
  const used = new Set([...taken, 'auto', 'builtin']);
  let id = base;
  for (let n = 2; used.has(id); n++) id = `${base}-${n}`;
  return id;
}
