import { Button } from '@mantine/core';
import { type DragEvent, useState } from 'react';
import type { ModelsView } from '../generated/protocol';
import { PlusIcon } from '../shared/icons';
import { setUnsaved } from '../shared/unsaved';
import { useIntent } from '../state/intents';
import styles from './models.module.css';
import { ProviderForm } from './ProviderForm';
import { ProviderItem } from './ProviderItem';
import { unsavedProvider } from './unsavedProvider';
import { moved, slugFor, type useModels } from './useModels';

/** The providers in the order in which they are tried. They are moved by dragging, or by their buttons. */
export function Providers({ view, models }: { view: ModelsView; models: ReturnType<typeof useModels> }) {
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<string | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  useIntent('models.add', () => setAdding(true));

  function move(from: number, to: number) {
    if (from === to) return;
    void models.select(view.selection, moved(view.providers.map((p) => p.id), from, to));
  }

  function drop(event: DragEvent, index: number) {
    event.preventDefault();
    if (dragged !== null) move(dragged, index);
    setDragged(null);
    setOver(null);
  }

  return (
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
                kinds={view.kinds}
                onSave={async (change) => {
                  const saved = await models.save(provider.id, change);
                  if (saved) setEditing(null);
                  return saved;
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
              drag={{
                draggable: view.providers.length > 1,
                'data-over': over === index && dragged !== null && dragged !== index,
                onDragStart: (event) => {
                  event.dataTransfer.effectAllowed = 'move';
                  // Firefox begins no drag without data.
                  event.dataTransfer.setData('text/plain', provider.name);
                  setDragged(index);
                },
                onDragOver: (event) => {
                  if (dragged === null) return;
                  event.preventDefault();
                  setOver(index);
                },
                onDragEnd: () => {
                  setDragged(null);
                  setOver(null);
                },
                onDrop: (event) => drop(event, index),
              }}
              onMove={(by) => move(index, index + by)}
              onEdit={() => setEditing(provider.id)}
              onEnable={(enabled) => void models.enable(provider, enabled)}
              onRemove={async () => {
                const gone = await models.remove(provider.id);
                if (gone) setUnsaved(unsavedProvider(provider.id), null);
                return gone;
              }}
              onRetry={() => models.retry(provider.id)}
            />
          ),
        )}
      </ul>
      {adding && (
        <div style={{ marginTop: view.providers.length > 0 ? 8 : 0 }}>
          <ProviderForm
            provider={null}
            kinds={view.kinds}
            onSave={async (change) => {
              const saved = await models.save(slugFor(change.name, view.providers.map((p) => p.id)), change);
              if (saved) setAdding(false);
              return saved;
            }}
            onCancel={() => setAdding(false)}
          />
        </div>
      )}
    </section>
  );
}
