import { Autocomplete, Button, ColorInput, FileButton, Modal, MultiSelect, NumberInput, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { uploadAvatar } from '../api/avatars';
import { getModels } from '../api/models';
import { putPersona } from '../api/prompts';
import { ScopeSelect } from '../chatSettings/ScopeSelect';
import type { ChatSettings, ModelsView, PersonaView } from '../generated/protocol';
import { change, personaShelf, usePromptShelf, useSpiceShelf } from '../prompts/library';
import { useStore } from '../shared/store';
import { loadSpeechSettings, speechSettings } from '../speech/settings';
import { noSettings } from '../state/chatSettings';
import { showToast } from '../state/toasts';
import { showProblem, showUndo } from '../state/undo';
import { idFor } from './apply';
import { avatarProblem, avatarTypes } from './avatars';
import { bodyOfPersona } from './PersonaCard';
import { Portrait } from './Portrait';
import styles from './personas.module.css';

interface Props {
  /** Null makes a new one. */
  persona: PersonaView | null;
  taken: readonly string[];
  onClose: () => void;
}

const swatches = ['#2f6fde', '#0f766e', '#2f855a', '#b7791f', '#c05621', '#97266d', '#6b46c1', '#475569'];

/** Edits a persona: what is left empty stays as the home has it. */
export function PersonaForm({ persona, taken, onClose }: Props) {
  const [name, setName] = useState(persona?.name ?? '');
  const [description, setDescription] = useState(persona?.description ?? '');
  const [aiName, setAiName] = useState(persona?.aiName ?? '');
  const [settings, setSettings] = useState<ChatSettings>(persona?.settings ?? noSettings);
  const [busy, setBusy] = useState(false);
  const prompts = usePromptShelf().view?.prompts ?? [];
  const spices = useSpiceShelf().view?.categories ?? [];
  const speech = useStore(speechSettings);
  const [models, setModels] = useState<ModelsView | null>(null);
  const set = (to: Partial<ChatSettings>) => setSettings((current) => ({ ...current, ...to }));
  const text = (value: string) => (value.trim() === '' ? null : value.trim());

  useEffect(() => {
    void loadSpeechSettings();
    // Without the list a provider is still kept as it was.
    getModels().then(setModels, () => setModels(null));
  }, []);

  async function save(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === '') return;
    setBusy(true);
    const id = persona?.id ?? idFor(name, taken);
    const body = { name: name.trim(), description: description.trim(), aiName: text(aiName), settings };
    const done = await change(personaShelf, () => putPersona(id, body, persona === null), 'The persona could not be saved.');
    setBusy(false);
    if (!done) return;
    if (persona) showUndo('Persona saved', async () => void (await change(personaShelf, () => putPersona(id, bodyOfPersona(persona)), 'That could not be undone.')), { detail: name });
    onClose();
  }

  async function choosePicture(file: File | null) {
    if (!file) return;
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
    <Modal opened onClose={onClose} size={620} title={persona ? `Edit ${persona.name}` : 'New persona'} closeButtonProps={{ 'aria-label': 'Close' }} data-testid="persona-form">
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        <div className={styles.pictureRow}>
          <Portrait id={settings.avatar} name={name} color={settings.trimColor} size={56} />
          <FileButton onChange={(file) => void choosePicture(file)} accept={avatarTypes.join(',')}>
            {(props) => <Button size="compact-sm" variant="default" {...props} data-testid="persona-picture">Choose a picture</Button>}
          </FileButton>
          {settings.avatar !== null && <Button size="compact-sm" variant="subtle" color="gray" onClick={() => set({ avatar: null })}>Remove it</Button>}
        </div>
        <TextInput label="Name" value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={80} required data-autofocus data-testid="persona-name" />
        <TextInput label="Description" value={description} onChange={(e) => setDescription(e.currentTarget.value)} maxLength={400} data-testid="persona-description" />
        <TextInput label="What it calls itself" description="{ai_name} in the prompt. Empty: the assistant's name in the settings." value={aiName} onChange={(e) => setAiName(e.currentTarget.value)} maxLength={80} />
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
          <TextInput label="Model" placeholder="As the provider has it" value={settings.model ?? ''} onChange={(e) => set({ model: text(e.currentTarget.value) })} maxLength={200} spellCheck={false} />
        </div>
        <div className={styles.two}>
          <Autocomplete label="Toolset" placeholder="As the home has it" data={['all', 'none', 'default']} value={settings.toolset ?? ''} onChange={(toolset) => set({ toolset: text(toolset) })} maxLength={200} spellCheck={false} />
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
        <Textarea label="Custom context" description="Added to the prompt of each chat with this persona." value={settings.customContext ?? ''} onChange={(e) => set({ customContext: e.currentTarget.value === '' ? null : e.currentTarget.value })} autosize minRows={1} maxRows={8} maxLength={20_000} />
        <ColorInput label="Colour" placeholder="As the home has it" format="hex" withEyeDropper={false} swatches={swatches} value={settings.trimColor ?? ''} onChange={(color) => set({ trimColor: /^#[0-9a-f]{6}$/i.test(color) ? color : null })} />
        <div className={styles.buttons}>
          <Button type="submit" loading={busy} disabled={name.trim() === ''} data-testid="persona-save">Save</Button>
          <Button variant="default" onClick={onClose}>Cancel</Button>
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
