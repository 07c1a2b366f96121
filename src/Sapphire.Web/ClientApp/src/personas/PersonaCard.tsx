import { ActionIcon, Badge, Button, Menu } from '@mantine/core';
import { deletePersona, duplicatePersona, putPersona, resetPersona } from '../api/prompts';
import type { PersonaRequest, PersonaView } from '../generated/protocol';
import { change, changeNow, personaShelf } from '../prompts/library';
import { DotsIcon } from '../shared/icons';
import { useUnsavedKeys } from '../shared/unsaved';
import { showUndo } from '../state/undo';
import { traits } from './apply';
import { Portrait } from './Portrait';
import styles from './personas.module.css';
import { unsavedPersona } from './unsavedPersona';
import { useLastChat, usePersona } from './use';

export const bodyOfPersona = ({ name, description, aiName, settings }: PersonaView): PersonaRequest => ({ name, description, aiName, settings, version: null });

/** One persona, and what can be done with it. */
export function PersonaCard({ persona, onEdit }: { persona: PersonaView; onEdit: () => void }) {
  const open = useLastChat();
  const edited = useUnsavedKeys(unsavedPersona(persona.id)).includes('');
  const { applyIn, begin, busy } = usePersona(persona);

  async function remove() {
    const done = await changeNow(
      personaShelf,
      (view) => ({ ...view, personas: view.personas.filter((one) => one.id !== persona.id) }),
      () => deletePersona(persona.id),
      'The persona could not be deleted.',
    );
    if (done) {
      showUndo('Persona deleted', async () => void (await change(personaShelf, () => putPersona(persona.id, bodyOfPersona(persona)), 'That could not be undone.')), {
        detail: `${persona.name}. Chats to which it was applied stay as they are.`,
      });
    }
  }

  async function reset() {
    if (await change(personaShelf, () => resetPersona(persona.id))) {
      showUndo('Persona as from the factory', async () => void (await change(personaShelf, () => putPersona(persona.id, bodyOfPersona(persona)), 'That could not be undone.')), { detail: persona.name });
    }
  }

  return (
    <article className={styles.card} aria-label={persona.name} data-testid="persona" data-persona={persona.id}>
      <div className={styles.head}>
        <Portrait id={persona.settings.avatar} name={persona.name} color={persona.settings.trimColor} size={44} />
        <div className={styles.names}>
          <h2 className={styles.name}>{persona.name}</h2>
          <div className={styles.badges}>{persona.factory !== 'same' && <Badge size="xs" variant="light">{persona.factory === 'none' ? 'yours' : 'changed'}</Badge>}{edited && <Badge size="xs" variant="light" data-testid="persona-unsaved">not saved</Badge>}</div>
        </div>
        <Menu withinPortal position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`More for ${persona.name}`} data-testid="persona-menu"><DotsIcon size={18} /></ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void change(personaShelf, () => duplicatePersona(persona.id))} data-testid="persona-duplicate">Duplicate</Menu.Item>
            <Menu.Item component="a" href={`/api/personas/${encodeURIComponent(persona.id)}/export`} download={`${persona.id}.json`}>Export</Menu.Item>
            {persona.factory === 'changed' && <Menu.Item onClick={() => void reset()} data-testid="persona-reset">As from the factory</Menu.Item>}
            <Menu.Divider />
            <Menu.Item c="var(--mantine-color-error)" onClick={() => void remove()} data-testid="persona-delete">Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {persona.description !== '' && <p className={styles.description}>{persona.description}</p>}
      <p className={styles.traits}>{traits(persona).join(' · ')}</p>
      {persona.problem !== null && <p className={styles.warning}>{persona.problem}</p>}
      <div className={styles.buttons}>
        <Button size="compact-sm" loading={busy} onClick={() => void begin()} data-testid="persona-begin">New chat</Button>
        {open && (
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            title={open.title}
            onClick={() => void applyIn(open.id)}
            data-testid="persona-apply"
          >
            Use in the open chat
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={onEdit} data-testid="persona-edit">Edit</Button>
      </div>
    </article>
  );
}
