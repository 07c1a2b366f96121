import { Button, MultiSelect, Select } from '@mantine/core';
import { type KeyboardEvent, useEffect } from 'react';
import { putChatDefaults } from '../api/chats';
import type { ChatSettings } from '../generated/protocol';
import { applyPersona } from '../personas/apply';
import { change as store, usePersonaShelf, usePromptShelf, useSpiceShelf } from '../prompts/library';
import { useStore } from '../shared/store';
import { voiceGroups } from '../speech/form';
import { loadSpeechSettings, speechSettings } from '../speech/settings';
import { noSettings } from '../state/chatSettings';
import { offerUndo } from '../state/commands';
import { showUndo } from '../state/undo';
import { scopesOpen, toolsetsOpen } from '../state/ui';
import { AvatarField } from './AvatarField';
import styles from './chatSettings.module.css';
import { EditedPrompt } from './EditedPrompt';
import { Field, fromWords } from './Field';
import { itemsOf, namesOf, over, providerItems, providerOf } from './inherit';
import { Amount, Choice, Paragraph, Toggle, Words } from './inputs';
import { ScopeSelect } from './ScopeSelect';
import { defaultScope, noScope } from './scopes';
import { defaultsShelf, useChoiceShelf, useToolsetShelf } from './shelves';
import { Trim } from './Trim';
import { useOwnSettings } from './useOwnSettings';

interface Props {
  chatId: string;
  /** The chat's own. */
  settings: ChatSettings;
  /** What holds where the chat says nothing. */
  home: ChatSettings;
}

const builtInToolsets = ['default', 'all', 'none'];
const number = (value: number | null | undefined, otherwise: number) => String(value ?? otherwise);
const onOff = (on: boolean) => (on ? 'on' : 'off');

// Escape closes an open list, not the panel with it.
function keepPanel(event: KeyboardEvent) {
  if (event.key === 'Escape' && event.target instanceof Element && event.target.getAttribute('aria-expanded') === 'true') event.preventDefault();
}

/** Every setting of a chat: its own, or the home's where it has none. */
export function SettingsForm({ chatId, settings, home }: Props) {
  const { own, saved, put, change } = useOwnSettings(chatId, settings);
  const all = over(own, home);
  const personas = usePersonaShelf().view?.personas ?? [];
  const prompts = usePromptShelf().view;
  const spices = useSpiceShelf().view?.categories ?? [];
  const toolsets = useToolsetShelf().view;
  const choices = useChoiceShelf().view;
  const speech = useStore(speechSettings);
  const provider = providerOf(all, choices);
  const persona = personas.find(({ id }) => id === own.persona);
  const set = (to: Partial<ChatSettings>, what: string) => change(to, `change the ${what}`);

  useEffect(() => void loadSpeechSettings(), []);

  async function apply(id: string | null) {
    const chosen = personas.find((one) => one.id === id);
    if (!chosen || id === own.persona) return;
    if (await put(applyPersona(own, chosen), `apply the persona ${chosen.name}`)) offerUndo(chatId, `The chat is set as ${chosen.name} has it`);
  }

  async function setAsDefault() {
    const before = home;
    if (!(await store(defaultsShelf, () => putChatDefaults({ ...all, persona: null }), 'The defaults could not be stored.'))) return;
    showUndo('These are the defaults now', async () => void (await store(defaultsShelf, () => putChatDefaults(before), 'That could not be undone.')), {
      detail: 'They hold in each chat that is set to nothing else.',
      testId: 'undo-defaults',
    });
  }

  async function resetAll() {
    if (await put(noSettings, 'set everything as the home has it')) offerUndo(chatId, 'The chat is as the home has it');
  }

  const speak = speech?.speak;
  const voices = speech === null ? [] : voiceGroups(speech, own.voice ?? '').slice(1);
  const homeVoice = home.voice ?? speak?.voice ?? '';
  const voiceName = speech?.voices.find(({ id }) => id === homeVoice)?.name ?? homeVoice;
  const homeProvider = choices?.providers.find(({ id }) => id === home.provider)?.name ?? home.provider;
  const homeModel = over({ ...own, model: null }, home).model ?? provider?.model ?? '';

  return (
    <div className={styles.form} data-testid="chat-settings" data-chat-id={chatId} data-saved={saved} onKeyDown={keepPanel}>
      <Field name="persona" label="Persona" own={own.persona !== null} onReset={() => void set({ persona: null }, 'persona')}>
        <Select
          label="Persona"
          description={persona ? 'What it sets was set in this chat' : 'Sets most of what is below in one go'}
          placeholder="None"
          data={itemsOf(personas.map(({ id, name }) => ({ value: id, label: name })), own.persona)}
          value={own.persona}
          onChange={(id) => void apply(id)}
          allowDeselect={false}
          searchable
          nothingFoundMessage="There is none of that name"
          data-testid="chat-persona"
        />
      </Field>
      <Choice name="prompt" label="Prompt" value={own.prompt} inherited={home.prompt ?? prompts?.defaultPrompt ?? ''} data={itemsOf(namesOf(prompts?.prompts.map(({ name }) => name) ?? []), own.prompt)} onChange={(prompt) => set({ prompt }, 'prompt')} />
      <EditedPrompt chatId={chatId} prompt={all.prompt} />
      <Choice name="provider" label="Provider" value={own.provider} inherited={homeProvider ?? 'Whichever the home chooses'} data={itemsOf(providerItems(choices), own.provider)} onChange={(to) => set({ provider: to, model: null }, 'provider')} />
      <Words
        key={`model-${own.provider ?? ''}`}
        name="model"
        label="Model"
        value={own.model}
        inherited={homeModel === '' ? 'Whichever the provider has' : homeModel}
        data={[...new Set((provider ? [provider] : (choices?.providers ?? [])).flatMap(({ models }) => models.map(({ name }) => name)))]}
        most={200}
        onChange={(model) => set({ model }, 'model')}
      />
      <div>
        <Choice name="toolset" label="Toolset" value={own.toolset} inherited={home.toolset ?? 'default'} data={itemsOf(namesOf([...builtInToolsets, ...(toolsets?.toolsets.map(({ name }) => name) ?? [])]), own.toolset)} onChange={(toolset) => set({ toolset }, 'toolset')} />
        <Button mt={6} size="compact-xs" variant="default" data-testid="edit-toolsets" onClick={() => toolsetsOpen.set(true)}>Edit the toolsets</Button>
      </div>
      <div>
        <Field name="memory" label="Memory scope" own={own.memoryScope !== null} onReset={() => set({ memoryScope: null }, 'memory scope')}>
          <ScopeSelect label="Memory scope" description={fromWords(own.memoryScope !== null)} placeholder={home.memoryScope ?? defaultScope} value={own.memoryScope} onChange={(memoryScope) => set({ memoryScope }, 'memory scope')} testId="chat-memory" />
        </Field>
        <Button mt={6} size="compact-xs" variant="default" data-testid="edit-scopes" onClick={() => scopesOpen.set(true)}>Edit the memory scopes</Button>
      </div>
      <p className={styles.note} data-testid="memory-note">{all.memoryScope === noScope ? 'The assistant neither remembers nor recalls anything in this chat.' : 'Chats of one scope share what is remembered; none switches memory off.'}</p>
      <Choice name="voice" label="Voice" value={own.voice} inherited={voiceName === '' ? 'The best voice that is there' : voiceName} data={voices} onChange={(voice) => set({ voice }, 'voice')} />
      <div className={styles.two}>
        <Amount name="speed" label="Speed" value={own.speed} inherited={number(home.speed ?? speak?.rate, 1)} min={0.5} max={2.5} onChange={(speed) => set({ speed }, 'speed')} />
        <Amount name="pitch" label="Pitch" value={own.pitch} inherited={number(home.pitch ?? speak?.pitch, 1)} min={0.5} max={2} onChange={(pitch) => set({ pitch }, 'pitch')} />
      </div>
      <Toggle name="spice" label="Spices" value={own.spiceEnabled} inherited={onOff(home.spiceEnabled ?? false)} onChange={(spiceEnabled) => set({ spiceEnabled }, 'spices')} />
      {(all.spiceEnabled === true || own.spiceTurns !== null || own.spiceSets !== null) && (
        <>
          <Amount name="spice-turns" label="Another spice every … messages" value={own.spiceTurns} inherited={number(home.spiceTurns, 3)} min={1} max={1000} whole onChange={(spiceTurns) => set({ spiceTurns }, 'turns of a spice')} />
          <Field name="spice-sets" label="Spices from" own={own.spiceSets !== null} onReset={() => set({ spiceSets: null }, 'sets of spices')}>
            <MultiSelect
              label="Spices from"
              description={fromWords(own.spiceSets !== null)}
              placeholder={own.spiceSets ? '' : (home.spiceSets?.join(', ') ?? 'All that are switched on')}
              data={[...new Set([...spices.map(({ name }) => name), ...(own.spiceSets ?? [])])]}
              value={[...(own.spiceSets ?? [])]}
              onChange={(sets) => set({ spiceSets: sets.length === 0 ? null : sets }, 'sets of spices')}
              data-testid="chat-spice-sets"
            />
          </Field>
        </>
      )}
      <Paragraph name="context" label="Custom context" value={own.customContext} inherited={home.customContext ?? 'Text that is added to the prompt'} most={20_000} onChange={(customContext) => set({ customContext }, 'custom context')} />
      <Toggle name="datetime" label="Date and time in the prompt" value={own.injectDateTime} inherited={onOff(home.injectDateTime ?? true)} onChange={(injectDateTime) => set({ injectDateTime }, 'date and time')} />
      <AvatarField value={own.avatar} inherited={home.avatar} personas={personas} name={persona?.name ?? 'Assistant'} onChange={(avatar) => set({ avatar }, 'picture')} />
      <Trim value={own.trimColor} inherited={home.trimColor ?? 'None'} onChange={(trimColor) => set({ trimColor }, 'colour')} />
      <p className={styles.note}>A change holds from the next message on, and can be undone with the chat’s other changes.</p>
      <div className={styles.buttons}>
        <Button variant="default" size="compact-sm" data-testid="set-as-default" onClick={() => void setAsDefault()}>Set as default</Button>
        {JSON.stringify(own) !== JSON.stringify(noSettings) && <Button variant="default" size="compact-sm" data-testid="reset-chat-settings" onClick={() => void resetAll()}>Everything as the home has it</Button>}
      </div>
    </div>
  );
}
