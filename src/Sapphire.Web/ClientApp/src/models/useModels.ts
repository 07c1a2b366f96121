import { useCallback, useEffect, useRef, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { deleteProfile, deleteProvider, getModels, type ProviderChange, putProfile, putProvider, putSelection, retryProvider } from '../api/models';
import type { ModelProfileView, ModelsView, ProviderView } from '../generated/protocol';
import { showProblem } from '../state/undo';

/** The providers as the server has them, with what is on its way. Every change answers with the whole list, which replaces ours. */
export function useModels() {
  const [view, setView] = useState<ModelsView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const now = useRef(view);
  // Of answers that cross on their way, the one to the newest question counts.
  const asked = useRef(0);

  const show = useCallback((next: ModelsView | null) => {
    now.current = next;
    setView(next);
  }, []);

  /** `shown` is what it will be when the server has taken it: it is there at once, and taken back when it is refused. */
  const run = useCallback(async (work: () => Promise<ModelsView>, shown?: (view: ModelsView) => ModelsView): Promise<boolean> => {
    const turn = ++asked.current;
    const before = now.current;
    const optimistic = before && shown ? shown(before) : before;
    if (optimistic !== before) show(optimistic);
    try {
      const answer = await work();
      if (turn === asked.current) show(answer);
      setProblem(null);
      return true;
    } catch (error) {
      if (optimistic !== before && now.current === optimistic) show(before);
      setProblem(describe(error));
      // On a long page the place of the note may be out of sight.
      if (before !== null) showProblem('The models could not be changed.', error);
      return false;
    }
  }, [show]);

  useEffect(() => {
    const abort = new AbortController();
    getModels(abort.signal).then((answer) => asked.current === 0 && show(answer), (error: unknown) => {
      if (!abort.signal.aborted) setProblem(describe(error));
    });
    return () => abort.abort();
  }, [show]);

  return {
    view,
    problem,
    reload: () => run(() => getModels()),
    save: (id: string, provider: ProviderChange) => run(() => putProvider(id, provider)),
    /** Switches a provider on or off, shown at once. */
    enable: (provider: ProviderView, enabled: boolean) =>
      run(
        () => putProvider(provider.id, { name: provider.name, url: provider.url, model: provider.model, enabled, key: null }),
        (shown) => ({ ...shown, providers: shown.providers.map((one) => (one.id === provider.id ? { ...one, enabled } : one)) }),
      ),
    saveProfile: (profile: ModelProfileView) => run(() => putProfile(profile)),
    removeProfile: (key: string) => run(() => deleteProfile(key), (shown) => ({ ...shown, profiles: shown.profiles.filter((profile) => profile.key !== key) })),
    remove: (id: string) => run(() => deleteProvider(id)),
    retry: (id: string) => run(() => retryProvider(id)),
    /** Who answers, and in which order the providers are tried; shown at once. */
    select: (selection: string, order: string[]) =>
      run(() => putSelection({ selection, order }), (shown) => ({ ...shown, selection, providers: [...shown.providers].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)) })),
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
