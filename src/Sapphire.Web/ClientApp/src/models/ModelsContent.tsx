import { Button, Loader, Select } from '@mantine/core';
import type { ModelsView } from '../generated/protocol';
import { ModelIcon } from '../shared/icons';
import { ProblemNote } from '../shared/ProblemNote';
import { useSelect } from '../shared/store';
import { home } from '../state/app';
import styles from './models.module.css';
import { Providers } from './Providers';
import { Scan } from './Scan';
import { slugFor, type useModels } from './useModels';

/** Which models answer: what does now and why, finding and adding servers, their order, keys and tests. */
export function ModelsContent({ models }: { models: ReturnType<typeof useModels> }) {
  const { view, problem } = models;
  return (
    <>
      <AnswersNow />
      {problem && (
        <div style={{ marginTop: 12 }}>
          <ProblemNote problem={problem} className={styles.result} testId="models-error" />
        </div>
      )}
      {!view && !problem && <Loader size="sm" mt="lg" role="status" aria-label="Loading" />}
      {!view && problem && <Button mt="md" variant="default" onClick={() => void models.reload()}>Try again</Button>}
      {view && (
        <>
          <section className={styles.section}>
            <Selection view={view} onSelect={(selection) => void models.select(selection, view.providers.map((p) => p.id))} />
          </section>
          <Providers view={view} models={models} />
          <Scan
            configured={view.providers.map((p) => p.url)}
            onAdd={(server) => {
              const id = slugFor(server.name, view.providers.map((p) => p.id));
              const kind = view.kinds.find((k) => k.name === server.name)?.id ?? null;
              return models.save(id, { name: server.name, url: server.url, model: server.models[0] ?? null, enabled: true, key: null, kind });
            }}
          />
        </>
      )}
    </>
  );
}

function AnswersNow() {
  const model = useSelect(home, (h) => h?.model);
  if (!model) return null;
  return (
    <div className={styles.now} data-testid="answers-now">
      <div className={styles.nowTitle}>
        <ModelIcon size={18} />
        <span>Answering now: {model.builtIn || !model.model ? model.provider : `${model.model} · ${model.provider}`}</span>
      </div>
      {model.detail && <div className={styles.dim}>{model.detail}</div>}
      {model.builtIn && <div className={styles.dim}>The built-in commands know the time, timers, memory, calculating and converting. Everything else needs a language model.</div>}
    </div>
  );
}

function Selection({ view, onSelect }: { view: ModelsView; onSelect: (selection: string) => void }) {
  const data = [
    { value: 'auto', label: 'Automatic: the first provider that works, else built-in' },
    { value: 'builtin', label: 'Built-in commands only' },
    ...view.providers.map((p) => ({ value: p.id, label: `${p.name} first, the others when it does not work` })),
  ];
  return (
    <Select
      label="Who answers"
      data={data}
      value={view.selection}
      allowDeselect={false}
      onChange={(value) => value !== null && onSelect(value)}
      comboboxProps={{ withinPortal: true }}
      data-testid="model-selection"
    />
  );
}
