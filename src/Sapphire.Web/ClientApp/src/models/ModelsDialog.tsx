import { Button, Loader, Modal, Select } from '@mantine/core';
import { useState } from 'react';
import type { FoundServer, ModelsView } from '../generated/protocol';
import { ModelIcon, PlusIcon } from '../shared/icons';
import { ProblemNote } from '../shared/ProblemNote';
import { useSelect } from '../shared/store';
import { home } from '../state/app';
import { modelsOpen } from '../state/ui';
import styles from './models.module.css';
import { ProviderForm } from './ProviderForm';
import { ProviderItem } from './ProviderItem';
import { Scan } from './Scan';
import { slugFor, useModels } from './useModels';

/** Which models answer: what does now and why, finding and adding servers, their order, keys and tests. */
export default function ModelsDialog() {
  const models = useModels();
  const { view, problem } = models;
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<string | null>(null);

  function move(index: number, by: number) {
    if (!view) return;
    const order = view.providers.map((p) => p.id);
    const [id] = order.splice(index, 1);
    order.splice(index + by, 0, id!);
    void models.select(view.selection, order);
  }

  function add(server: FoundServer): Promise<boolean> {
    const id = slugFor(server.name, view?.providers.map((p) => p.id) ?? []);
    return models.save(id, { name: server.name, url: server.url, model: server.models[0] ?? null, enabled: true, key: null });
  }

  return (
    <Modal
      opened
      onClose={() => modelsOpen.set(false)}
      title="Models"
      size={640}
      closeButtonProps={{ 'aria-label': 'Close', 'data-testid': 'models-close' } as object}
      data-testid="models-dialog"
    >
      <AnswersNow />
      {problem && (
        <div style={{ marginTop: 12 }}>
          <ProblemNote problem={problem} className={styles.result} testId="models-error" />
        </div>
      )}
      {!view && !problem && <Loader size="sm" mt="lg" aria-label="Loading" />}
      {!view && problem && <Button mt="md" variant="default" onClick={() => void models.reload()}>Try again</Button>}
      {view && (
        <>
          <section className={styles.section}>
            <Selection view={view} onSelect={(selection) => void models.select(selection, view.providers.map((p) => p.id))} />
          </section>
          <section className={styles.section} aria-labelledby="providers-title">
            <div className={styles.sectionHead}>
              <h3 className={styles.sectionTitle} id="providers-title">Providers</h3>
              {!adding && (
                <Button size="xs" variant="default" leftSection={<PlusIcon size={15} />} data-testid="add-provider" onClick={() => setAdding(true)}>
                  Add a server
                </Button>
              )}
            </div>
            {view.providers.length === 0 && !adding && <p className={`${styles.helpLead} ${styles.dim}`}>None yet. Scan this machine below, or add a server by its address.</p>}
            <ul className={styles.providers}>
              {view.providers.map((provider, index) =>
                editing === provider.id ? (
                  <li key={provider.id}>
                    <ProviderForm
                      provider={provider}
                      onSave={async (request) => {
                        const saved = await models.save(provider.id, request);
                        if (saved) setEditing(null);
                      }}
                      onCancel={() => setEditing(null)}
                    />
                  </li>
                ) : (
                  <ProviderItem
                    key={provider.id}
                    provider={provider}
                    first={index === 0}
                    last={index === view.providers.length - 1}
                    onMove={(by) => move(index, by)}
                    onEdit={() => setEditing(provider.id)}
                    onEnable={(enabled) => void models.save(provider.id, { name: provider.name, url: provider.url, model: provider.model, enabled, key: null })}
                    onRemove={() => void models.remove(provider.id)}
                  />
                ),
              )}
            </ul>
            {adding && (
              <div style={{ marginTop: view.providers.length > 0 ? 8 : 0 }}>
                <ProviderForm
                  provider={null}
                  onSave={async (request) => {
                    const saved = await models.save(slugFor(request.name, view.providers.map((p) => p.id)), request);
                    if (saved) setAdding(false);
                  }}
                  onCancel={() => setAdding(false)}
                />
              </div>
            )}
          </section>
          <Scan onAdd={add} configured={view.providers.map((p) => p.url)} />
        </>
      )}
    </Modal>
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
