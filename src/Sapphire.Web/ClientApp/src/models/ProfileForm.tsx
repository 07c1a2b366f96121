import { Autocomplete, Button, NumberInput, Select, TagsInput, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ModelProfileView, ModelsView } from '../generated/protocol';
import { useUnsaved } from '../shared/unsaved';
import styles from './models.module.css';
import { keyChoices, numberOf } from './profiles';

interface Props {
  profile: ModelProfileView;
  view: ModelsView;
  /** It can still be said for what it is. */
  isNew?: boolean;
  /** Answers whether it is stored. */
  onSave: (profile: ModelProfileView) => Promise<boolean>;
  onCancel: () => void;
}

type NumberName = 'temperature' | 'topP' | 'topK' | 'minP' | 'maxTokens' | 'presencePenalty' | 'frequencyPenalty' | 'repeatPenalty' | 'seed' | 'thinkingBudget' | 'contextTokens';

const numbers: { name: NumberName; label: string; hint: string; least: number; most: number; step: number; whole?: boolean }[] = [
  { name: 'temperature', label: 'Temperature', hint: '0 is strict, 2 surprises.', least: 0, most: 2, step: 0.1 },
  { name: 'maxTokens', label: 'Longest reply', hint: 'In tokens.', least: 1, most: 1_000_000, step: 256, whole: true },
  { name: 'topP', label: 'Top-p', hint: '0 to 1.', least: 0, most: 1, step: 0.05 },
  { name: 'topK', label: 'Top-k', hint: '1 to 1000; local servers.', least: 1, most: 1000, step: 1, whole: true },
  { name: 'minP', label: 'Min-p', hint: '0 to 1; local servers.', least: 0, most: 1, step: 0.01 },
  { name: 'presencePenalty', label: 'Presence penalty', hint: '−2 to 2.', least: -2, most: 2, step: 0.1 },
  { name: 'frequencyPenalty', label: 'Frequency penalty', hint: '−2 to 2.', least: -2, most: 2, step: 0.1 },
  { name: 'repeatPenalty', label: 'Repeat penalty', hint: '0 to 2; local servers.', least: 0, most: 2, step: 0.05 },
  { name: 'seed', label: 'Seed', hint: 'The same one repeats replies.', least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER, step: 1, whole: true },
  { name: 'thinkingBudget', label: 'Thinking budget', hint: 'Tokens that Claude may think; 0 or from 1024.', least: 0, most: 200_000, step: 1024, whole: true },
  { name: 'contextTokens', label: 'Context', hint: 'How many tokens the model takes.', least: 256, most: 20_000_000, step: 1024, whole: true },
];

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

const isProfile = (value: unknown): value is ModelProfileView => typeof (value as Partial<ModelProfileView> | null | undefined)?.key === 'string';

export function ProfileForm({ profile, view, isNew = false, onSave, onCancel }: Props) {
  // Kept when the page is left, until it is saved or cancelled.
  const [kept, keep] = useUnsaved(`profile/${isNew ? '' : profile.key}`, isProfile);
  const draft = kept ?? profile;
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<ModelProfileView>) => keep({ ...draft, ...part });
  const prices = draft.prices;

  async function save(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const saved = await onSave({ ...draft, key: draft.key.trim() });
    setBusy(false);
    if (saved) keep(null);
  }

  function price(part: 'input' | 'output' | 'cached', value: number | string) {
    const next = { input: prices?.input ?? 0, output: prices?.output ?? 0, cached: prices?.cached ?? null, [part]: numberOf(value) ?? (part === 'cached' ? null : 0) };
    change({ prices: next.input === 0 && next.output === 0 && next.cached === null ? null : next });
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)} noValidate data-testid="profile-form" aria-label="How models are asked">
      {isNew && (
        <Autocomplete
          label="For"
          description="* is all models, lm-studio/* those of one provider; else the name of a model, or provider/model."
          data={[...keyChoices(view).map((c) => c.value), ...new Set(view.providers.map((p) => p.model ?? '').filter((m) => m !== ''))]}
          value={draft.key}
          onChange={(key) => change({ key })}
          maxLength={300}
          spellCheck={false}
          data-testid="profile-key"
        />
      )}
      <div className={styles.fields}>
        {numbers.map((n) => (
          <NumberInput
            key={n.name}
            label={n.label}
            description={n.hint}
            value={draft[n.name] ?? ''}
            min={n.least}
            max={n.most}
            step={n.step}
            allowDecimal={n.whole !== true}
            placeholder="as the server"
            onChange={(value) => change({ [n.name]: numberOf(value) })}
            data-testid={`profile-${n.name}`}
          />
        ))}
        <Select label="Reasoning" description="How hard it thinks, where it can." data={efforts} value={draft.reasoningEffort} clearable placeholder="as the server" onChange={(reasoningEffort) => change({ reasoningEffort })} comboboxProps={{ withinPortal: true }} data-testid="profile-effort" />
        <Select
          label="Images"
          description="Whether it takes them."
          data={[{ value: 'yes', label: 'It takes images' }, { value: 'no', label: 'It takes none' }]}
          value={draft.sees === null ? null : draft.sees ? 'yes' : 'no'}
          clearable
          placeholder="as is known"
          onChange={(value) => change({ sees: value === null ? null : value === 'yes' })}
          comboboxProps={{ withinPortal: true }}
        />
        <NumberInput label="Price of what is sent" description="USD per million tokens." value={prices?.input ?? ''} min={0} onChange={(value) => price('input', value)} />
        <NumberInput label="Price of what it says" description="USD per million tokens." value={prices?.output ?? ''} min={0} onChange={(value) => price('output', value)} />
        <NumberInput label="Price of what is cached" description="USD per million tokens." value={prices?.cached ?? ''} min={0} onChange={(value) => price('cached', value)} />
      </div>
      <TagsInput label="Texts that end a reply" value={[...(draft.stop ?? [])]} maxTags={16} onChange={(stop) => change({ stop: stop.length === 0 ? null : stop })} />
      <Textarea label="Further members" description={'A JSON object that is sent along: { "mirostat": 2 }'} value={draft.extraJson ?? ''} autosize minRows={2} maxRows={10} spellCheck={false} onChange={(e) => change({ extraJson: e.currentTarget.value === '' ? null : e.currentTarget.value })} data-testid="profile-extra" />
      <div className={styles.formButtons}>
        <Button type="submit" loading={busy} disabled={draft.key.trim() === ''} data-testid="profile-save">Save</Button>
        <Button variant="subtle" color="gray" data-testid="profile-cancel" onClick={() => {
          keep(null);
          onCancel();
        }}>Cancel</Button>
      </div>
    </form>
  );
}
