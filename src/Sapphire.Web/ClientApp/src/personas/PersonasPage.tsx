import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { PersonaView } from '../generated/protocol';
import { reloadPersonas, usePersonaShelf } from '../prompts/library';
import { ShelfNote } from '../prompts/ShelfNote';
import { PlusIcon } from '../shared/icons';
import { Page } from '../shell/Page';
import { useIntent } from '../state/intents';
import { HomeAvatars } from './HomeAvatars';
import { PersonaCard } from './PersonaCard';
import { PersonaForm } from './PersonaForm';
import styles from './personas.module.css';

/** Bundles of settings that are applied to a chat at once. */
export default function PersonasPage() {
  const shelf = usePersonaShelf();
  const [filter, setFilter] = useState('');
  // What is edited: a persona, or null for a new one.
  const [editing, setEditing] = useState<PersonaView | null | undefined>(undefined);
  useIntent('personas.new', () => setEditing(null));
  const wanted = filter.trim().toLowerCase();
  const personas = shelf.view?.personas.filter((persona) => `${persona.name} ${persona.description}`.toLowerCase().includes(wanted)) ?? [];

  return (
    <Page
      name="Personas"
      testId="personas-page"
      wide
      lead="A persona sets prompt, voice, tools, model, spices and looks of a chat in one go. What it sets can be changed in the chat afterwards."
      actions={<Button size="sm" leftSection={<PlusIcon size={15} />} onClick={() => setEditing(null)} data-testid="add-persona">New persona</Button>}
    >
      <HomeAvatars />
      <ShelfNote shelf={shelf} reload={reloadPersonas} />
      {shelf.view && shelf.view.personas.length > 6 && (
        <TextInput aria-label="Find a persona" placeholder="Find a persona" value={filter} onChange={(e) => setFilter(e.currentTarget.value)} mb="md" maw={320} data-testid="persona-filter" />
      )}
      {shelf.view?.personas.length === 0 && <p className={styles.empty} data-testid="personas-empty">There are no personas. Make one, or bring the factory set back on the Prompts page.</p>}
      {shelf.view && shelf.view.personas.length > 0 && personas.length === 0 && <p className={styles.empty}>No persona is called so.</p>}
      <ul className={styles.cards}>
        {personas.map((persona) => (
          <li key={persona.id}>
            <PersonaCard persona={persona} onEdit={() => setEditing(persona)} />
          </li>
        ))}
      </ul>
      {editing !== undefined && <PersonaForm persona={editing} taken={shelf.view?.personas.map((one) => one.id) ?? []} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}
