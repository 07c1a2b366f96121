import { Autocomplete, Button, ColorInput, FileButton, Modal, MultiSelect, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { uploadAvatar } from '../api/avatars';
import { getModels } from '../api/models';
import { putPersona } from '../api/prompts';
import { ScopeSelect } from '../chatSettings/ScopeSelect';
import { useToolsetShelf } from '../chatSettings/shelves';
import type { ChatSettings, ModelsView, PersonaView } from '../generated/protocol';
import { change, personaShelf, reloadPersonas, usePromptShelf, useSpiceShelf } from '../prompts/library';
import { tokensText, useTokens } from '../prompts/useTokens';
import { useStore } from '../shared/store';
import { setUnsaved, unsaved, useUnsaved } from '../shared/unsaved';
import { loadSpeechSettings, speechSettings } from '../speech/settings';
import { noSettings } from '../state/chatSettings';
import { showToast } from '../state/toasts';
import { showProblem, showUndo } from '../state/undo';
import { idFor } from './apply';
import { avatarProblem, avatarTypes } from './avatars';
import { bodyOfPersona } from './PersonaCard';
import { Portrait } from './Portrait';
import styles from './personas.module.css';
import { unsavedPersona } from './unsavedPersona';

interface Props {
  /** Null makes a new one. */
  persona: PersonaView | null;
  taken: readonly string[];
  onClose: () => void;
}

const swatches = ['#2f6fde', '#0f766e', '#2f855a', '#b7791f', '#c05621', '#97266d', '#6b46c1', '#475569'];

/** A persona as it is typed. */
interface Draft {
  name: string;
  description: string;
  aiName: string;
  settings: ChatSettings;
}

/** What somebody has made of a persona and not saved yet, and the mark of what it was when that began. */
interface UnsavedPersona {
  draft: Draft;
  version: string | null;
}

const isUnsavedPersona = (value: unknown): value is UnsavedPersona => {
  const draft = (value as Partial<UnsavedPersona> | null | undefined)?.draft;
  return typeof draft?.name === 'string' && typeof draft.description === 'string' && typeof draft.aiName === 'string' && typeof draft.settings === 'object';
};

const draftOf = (persona: PersonaView | null): Draft => ({ name: persona?.name ?? '', description: persona?.description ?? '', aiName: persona?.aiName ?? '', settings: persona?.settings ?? noSettings });
const same = (one: Draft, other: Draft) => JSON.stringify(one) === JSON.stringify(other);
const text = (value: string | null) => (value === null || value.trim() === '' ? null : value.trim());

/** What is sent: without blanks around texts, and nothing where nothing is typed. */
const cleaned = (settings: ChatSettings): ChatSettings => ({ ...settings, model: text(settings.model), toolset: text(settings.toolset), memoryScope: text(settings.memoryScope) });

/** Edits a persona: what is left empty stays as the home has it. What is not saved is kept, also when the form is closed. */
export function PersonaForm({ persona: opened, taken, onClose }: Props) {
  // The newest that is known: it may be changed elsewhere meanwhile.
  const persona = useStore(personaShelf).view?.personas.find((one) => one.id === opened?.id) ?? opened;
  const key = unsavedPersona(opened?.id ?? null);
  const [kept, keep] = useUnsaved(key, isUnsavedPersona);
  const [wasKept] = useState(kept !== null);
  const stored = draftOf(persona);
  const { name, description, aiName, settings } = kept?.draft ?? stored;
  const version = kept?.version ?? persona?.version ?? null;
  const dirty = kept !== null && !same(kept.draft, stored);
  const [busy, setBusy] = useState(false);
  const again = useRef<() => void>(null);
  const prompts = usePromptShelf().view?.prompts ?? [];
  const spices = useSpiceShelf().view?.categories ?? [];
  const toolsets = useToolsetShelf().view?.toolsets ?? [];
  const speech = useStore(speechSettings);
  const [models, setModels] = useState<ModelsView | null>(null);
  const tokens = useTokens(settings.customContext ?? '');

  function put(to: Partial<Draft>) {
    // What a picture's upload changes may come later than what was typed meanwhile.
    const now = unsaved(key, isUnsavedPersona)?.draft ?? stored;
    const next = { ...now, ...to };
    keep(same(next, stored) ? null : { draft: next, version });
  }

  const set = (to: Partial<ChatSettings>) => put({ settings: { ...(unsaved(key, isUnsavedPersona)?.draft ?? stored).settings, ...to } });

  useEffect(() => {
    void loadSpeechSettings();
    // Without the list a provider is still kept as it was.
    getModels().then(setModels, () => setModels(null));
  }, []);

  async function save(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === '' || busy) return;
    setBusy(true);
    const id = persona?.id ?? idFor(name, taken);
    const body = { name: name.trim(), description: description.trim(), aiName: text(aiName), settings: cleaned(settings), version };
    const done = await change(personaShelf, () => putPersona(id, body, opened === null), 'The persona could not be saved.');
    if (!done) {
      // Somebody else may have been faster.
      await reloadPersonas();
      setBusy(false);
      return;
    }

    setBusy(false);
    keep(null);
    if (persona) showUndo('Persona saved', async () => void (await change(personaShelf, () => putPersona(id, bodyOfPersona(persona)), 'That could not be undone.')), { detail: name });
    onClose();
  }

  function close() {
    if (dirty) showToast({ title: 'Your changes are kept.', detail: `${name.trim() === '' ? 'The new persona' : name} is as you left it when you edit it again.` });
    onClose();
  }

  function discard(label: string) {
    const mine = kept;
    keep(null);
    if (mine !== null) showUndo(label, () => setUnsaved(key, mine), { detail: mine.draft.name });
  }

  async function choosePicture(file: File | null) {
    if (!file) return;
    again.current?.();
    const problem = avatarProblem(file);
    if (problem) {
      showToast({ kind: 'error', title: problem, duration: 10_000 });
      return;
    }

    try {
      set({ avatar: (await uploadAvatar(file)).id });
    } catch (error) {
      showProblem('The picture could not be stored.', error);
    }
  }

  const named = (values: readonly string[], chosen: string | null) => [...new Set([...values, ...(chosen === null ? [] : [chosen])])];
  const voices = [...(speech?.voices ?? []).map(({ id, name: voice }) => ({ value: id, label: voice })), ...(settings.voice !== null && !speech?.voices.some(({ id }) => id === settings.voice) ? [{ value: settings.voice, label: settings.voice }] : [])];
  const providers = [...(models?.providers ?? []).map(({ id, name: provider }) => ({ value: id, label: provider })), ...(settings.provider !== null && !models?.providers.some(({ id }) => id === settings.provider) ? [{ value: settings.provider, label: settings.provider }] : [])];

  return (
    <Modal opened onClose={close} size={620} title={persona ? `Edit ${persona.name}` : 'New persona'} closeButtonProps={{ 'aria-label': 'Close' }} data-testid="persona-form">
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        {wasKept && dirty && (
          <div className={styles.warning} role="status" data-testid="persona-kept">
            These changes were not saved yet.{' '}
            <Button size="compact-sm" variant="default" data-testid="persona-discard" onClick={() => discard('Changes discarded')}>Discard them</Button>
          </div>
        )}
        {kept !== null && dirty && !busy && persona !== null && kept.version !== persona.version && (
          <div className={styles.warning} role="alert" data-testid="persona-changed">
            This persona was changed in another window or in its file while you were editing.{' '}
            <Button size="compact-sm" variant="default" data-testid="show-theirs" onClick={() => discard('Your changes are put aside')}>Show that one</Button>{' '}
            <Button size="compact-sm" variant="default" data-testid="keep-mine" onClick={() => keep({ ...kept, version: persona.version })}>Keep mine</Button>
          </div>
        )}
        <div className={styles.pictureRow}>
          <Portrait id={settings.avatar} name={name} color={settings.trimColor} size={56} />
          <FileButton onChange={(file) => void choosePicture(file)} resetRef={again} accept={avatarTypes.join(',')}>
            {(props) => <Button size="compact-sm" variant="default" {...props} data-testid="persona-picture">Choose a picture</Button>}
          </FileButton>
          {settings.avatar !== null && <Button size="compact-sm" variant="subtle" color="gray" onClick={() => set({ avatar: null })}>Remove it</Button>}
        </div>
        <TextInput label="Name" value={name} onChange={(e) => put({ name: e.currentTarget.value })} maxLength={80} required data-autofocus data-testid="persona-name" />
        <TextInput label="Description" value={description} onChange={(e) => put({ description: e.currentTarget.value })} maxLength={400} data-testid="persona-description" />
        <TextInput label="What it calls itself" description="{ai_name} in the prompt. Empty: the assistant's name in the settings." value={aiName} onChange={(e) => put({ aiName: e.currentTarget.value })} maxLength={80} />
        <Select
          label="Prompt"
          placeholder="As the home has it"
          data={named(prompts.map((prompt) => prompt.name), settings.prompt)}
          value={settings.prompt}
          onChange={(prompt) => set({ prompt })}
          clearable
          clearButtonProps={{ 'aria-label': 'Clear the prompt' }}
          searchable
          data-testid="persona-prompt"
        />
        <Select label="Voice" placeholder="As the home has it" data={voices} value={settings.voice} onChange={(voice) => set({ voice })} clearable clearButtonProps={{ 'aria-label': 'Clear the voice' }} searchable limit={300} />
        <div className={styles.two}>
          <Amount label="Speed" value={settings.speed} min={0.5} max={2.5} onChange={(speed) => set({ speed })} />
          <Amount label="Pitch" value={settings.pitch} min={0.5} max={2} onChange={(pitch) => set({ pitch })} />
        </div>
        <div className={styles.two}>
          <Select label="Provider" placeholder="As the home has it" data={providers} value={settings.provider} onChange={(provider) => set({ provider })} clearable clearButtonProps={{ 'aria-label': 'Clear the provider' }} />
          <TextInput label="Model" placeholder="As the provider has it" value={settings.model ?? ''} onChange={(e) => set({ model: e.currentTarget.value || null })} data-testid="persona-model" maxLength={200} spellCheck={false} />
        </div>
        <div className={styles.two}>
          <Autocomplete label="Toolset" placeholder="As the home has it" data={[...new Set(['all', 'none', 'default', ...toolsets.map((toolset) => toolset.name)])]} value={settings.toolset ?? ''} onChange={(toolset) => set({ toolset: toolset || null })} data-testid="persona-toolset" maxLength={200} spellCheck={false} />
          <ScopeSelect label="Memory scope" placeholder="As the home has it" value={settings.memoryScope} onChange={(memoryScope) => set({ memoryScope })} clearable testId="persona-memory" />
        </div>
        <div>
          <div className={styles.label} id="persona-spices">Spices</div>
          <SegmentedControl
            aria-labelledby="persona-spices"
            value={settings.spiceEnabled === null ? 'home' : settings.spiceEnabled ? 'on' : 'off'}
            onChange={(value) => set({ spiceEnabled: value === 'home' ? null : value === 'on' })}
            data={[{ value: 'home', label: 'As the home has it' }, { value: 'on', label: 'On' }, { value: 'off', label: 'Off' }]}
          />
        </div>
        {settings.spiceEnabled === true && (
          <div className={styles.two}>
            <NumberInput label="Another one every … messages" min={1} max={1000} allowDecimal={false} value={settings.spiceTurns ?? ''} placeholder="3" onChange={(value) => set({ spiceTurns: typeof value === 'number' ? value : null })} />
            <MultiSelect
              label="From"
              placeholder={settings.spiceSets ? undefined : 'All that are switched on'}
              data={[...new Set([...spices.map((category) => category.name), ...(settings.spiceSets ?? [])])]}
              value={[...(settings.spiceSets ?? [])]}
              onChange={(sets) => set({ spiceSets: sets.length === 0 ? null : sets })}
            />
          </div>
        )}
        <Textarea label="Custom context" description={`Added to the prompt of each chat with this persona${tokens === null ? '' : `: ${tokensText(tokens)}`}.`} value={settings.customContext ?? ''} onChange={(e) => set({ customContext: e.currentTarget.value === '' ? null : e.currentTarget.value })} autosize minRows={1} maxRows={8} maxLength={20_000} />
        <ColorInput label="Colour" placeholder="As the home has it" format="hex" withEyeDropper={false} swatches={swatches} value={settings.trimColor ?? ''} onChange={(color) => set({ trimColor: /^#[0-9a-f]{6}$/i.test(color) ? color : null })} />
        <div className={styles.buttons}>
          <Button type="submit" loading={busy} disabled={name.trim() === ''} data-testid="persona-save">Save</Button>
          <Button
            variant="default"
            data-testid="persona-cancel"
            onClick={() => {
              discard('Changes discarded');
              onClose();
            }}
          >
            Cancel
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Amount({ label, value, min, max, onChange }: { label: string; value: number | null; min: number; max: number; onChange: (value: number | null) => void }) {
  return (
    <NumberInput
      label={label}
      description={`${min} to ${max}`}
      placeholder="As the home has it"
      min={min}
      max={max}
      step={0.05}
      decimalScale={2}
      value={value ?? ''}
      onChange={(next) => onChange(typeof next === 'number' ? next : null)}
    />
  );
}
