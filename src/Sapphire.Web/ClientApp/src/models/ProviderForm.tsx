import { Autocomplete, Button, NumberInput, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { describe } from '../api/http';
import { type ProviderChange, testModel } from '../api/models';
import type { ModelTestResult, ProviderKindView, ProviderView } from '../generated/protocol';
import { unsaved, useUnsaved } from '../shared/unsaved';
import styles from './models.module.css';
import { unsavedProvider } from './unsavedProvider';

interface Props {
  /** Null adds a new one. */
  provider: ProviderView | null;
  kinds: readonly ProviderKindView[];
  /** Answers whether it is stored. */
  onSave: (request: ProviderChange) => Promise<boolean>;
  onCancel: () => void;
}

/** What is typed, but the key. */
interface Draft {
  kind: string;
  fallback: boolean;
  keyVariable: string;
  timeout: number | string;
  name: string;
  url: string;
  model: string;
}

const isDraft = (value: unknown): value is Draft => {
  const draft = value as Partial<Draft> | null | undefined;
  return [draft?.kind, draft?.keyVariable, draft?.name, draft?.url, draft?.model].every((text) => typeof text === 'string') && typeof draft?.fallback === 'boolean' && ['number', 'string'].includes(typeof draft.timeout);
};

/** A server: its kind, address, key and model, and under “More” what is seldom set. */
export function ProviderForm({ provider, kinds, onSave, onCancel }: Props) {
  // Kept when the page is left, until it is saved or cancelled; the key is not.
  const place = unsavedProvider(provider?.id ?? null);
  const [kept, keep] = useUnsaved(place, isDraft);
  const initial: Draft = {
    kind: provider?.kind ?? 'lmstudio',
    fallback: provider?.fallback ?? true,
    keyVariable: provider?.keyVariable ?? '',
    timeout: provider?.timeout ?? '',
    name: provider?.name ?? '',
    url: provider?.url ?? 'http://127.0.0.1:1234/v1',
    model: provider?.model ?? '',
  };
  const { kind, fallback, keyVariable, timeout, name, url, model } = kept ?? initial;
  const change = (part: Partial<Draft>) => keep({ ...(unsaved(place, isDraft) ?? initial), ...part });
  const [key, setKey] = useState('');
  const [forgetKey, setForgetKey] = useState(false);
  const [models, setModels] = useState<readonly string[]>([]);
  const [result, setResult] = useState<ModelTestResult | null>(null);
  const [busy, setBusy] = useState<'test' | 'save' | null>(null);
  const [touched, setTouched] = useState(false);
  const urlError = checkUrl(url);
  const stored = provider?.hasKey === true && provider.keyFrom === null && !forgetKey;
  // Null keeps the stored key, an empty one deletes it.
  const sentKey = key !== '' ? key : forgetKey ? '' : null;

  const chosen = kinds.find((k) => k.id === kind);

  function choose(id: string) {
    const next = kinds.find((k) => k.id === id);
    if (!next) return;
    // What a person has typed stays.
    const takesUrl = next.url !== '' && (url.trim() === '' || kinds.some((k) => k.url === url.trim()));
    const takesName = name.trim() === '' || kinds.some((k) => k.name === name.trim());
    change({ kind: id, url: takesUrl ? next.url : url, name: takesName ? (next.id === 'other' ? '' : next.name) : name });
    setModels([]);
    setResult(null);
  }

  async function test() {
    setTouched(true);
    if (urlError) return;
    setBusy('test');
    setResult(null);
    try {
      const found = await testModel({ url: url.trim(), key: sentKey, model: model.trim() || null, providerId: provider?.id ?? null, kind });
      setResult(found);
      setModels(found.models);
      if (found.ok && model.trim() === '' && found.models[0]) change({ model: found.models[0] });
    } catch (error) {
      const { title, detail } = describe(error);
      setResult({ ok: false, message: `${title} ${detail}`, models: [] });
    }
    setBusy(null);
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    setTouched(true);
    if (urlError) return;
    setBusy('save');
    const saved = await onSave({ name: name.trim() || nameFor(url), url: url.trim(), model: model.trim() || null, enabled: provider?.enabled ?? true, key: sentKey, kind, fallback, keyVariable: keyVariable.trim(), timeout: typeof timeout === 'number' ? timeout : 0 });
    setBusy(null);
    if (saved) keep(null);
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)} noValidate data-testid="provider-form" aria-label={provider ? `Change ${provider.name}` : 'Add a server'}>
      <Select
        label="Kind"
        data={kinds.map((k) => ({ value: k.id, label: k.name }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => value !== null && choose(value)}
        comboboxProps={{ withinPortal: true }}
        data-testid="provider-kind"
      />
      <TextInput label="Address" description={kind === 'anthropic' ? 'The base URL of Anthropic, or of a server that speaks its protocol.' : 'The base URL of an OpenAI-compatible server; it usually ends in /v1.'} value={url} onChange={(e) => change({ url: e.currentTarget.value })} error={touched ? urlError : null} inputMode="url" spellCheck={false} data-autofocus autoFocus data-testid="provider-url" />
      <TextInput label="Name" placeholder={nameFor(url)} value={name} onChange={(e) => change({ name: e.currentTarget.value })} maxLength={60} data-testid="provider-name" />
      <PasswordInput
        label="Key"
        description={provider?.keyFrom ? `The environment gives it in ${provider.keyFrom}, which goes before a stored one.` : stored ? 'A key is stored. Type another to replace it.' : `Only if the server asks for one. It is kept on this machine, readable by Sapphire alone.${chosen?.keyVariable ? ` The environment may give it in ${chosen.keyVariable}.` : ''}`}
        placeholder={stored ? '•••••••• (stored)' : ''}
        value={key}
        autoComplete="off"
        onChange={(e) => setKey(e.currentTarget.value)}
        data-testid="provider-key"
      />
      {stored && (
        <Button size="compact-xs" variant="subtle" color="gray" style={{ alignSelf: 'flex-start' }} onClick={() => setForgetKey(true)}>Forget the stored key</Button>
      )}
      <Autocomplete
        label="Model"
        description={models.length > 0 ? `${models.length} found. Choose or type one.` : 'Empty takes the first that the server lists. Test fills the list.'}
        data={[...new Set(models)]}
        value={model}
        onChange={(value) => change({ model: value })}
        limit={50}
        spellCheck={false}
        data-testid="provider-model"
      />
      <details className={styles.more} data-testid="provider-more">
        <summary>More</summary>
        <div className={styles.moreFields}>
          <Switch label="May answer in place of another one" description="Off: it answers only where it is chosen." checked={fallback} onChange={(e) => change({ fallback: e.currentTarget.checked })} data-testid="provider-fallback" />
          <NumberInput label="Seconds to the first token" description="How long it may take to begin; empty takes the default." value={timeout} min={1} max={3600} allowNegative={false} onChange={(value) => change({ timeout: value })} data-testid="provider-timeout" />
          <TextInput label="Key from the environment variable" description={chosen?.keyVariable ? `Empty looks at ${chosen.keyVariable}.` : 'Its name ends in _KEY or _TOKEN.'} value={keyVariable} maxLength={100} spellCheck={false} onChange={(e) => change({ keyVariable: e.currentTarget.value })} data-testid="provider-key-variable" />
        </div>
      </details>
      {result && (
        <div className={styles.result} data-ok={result.ok} role="status" data-testid="provider-test-result">{result.message}</div>
      )}
      <div className={styles.formButtons}>
        <Button type="submit" loading={busy === 'save'} data-testid="provider-save">Save</Button>
        <Button variant="default" loading={busy === 'test'} onClick={() => void test()} data-testid="provider-test">Test</Button>
        <Button variant="subtle" color="gray" data-testid="provider-cancel" onClick={() => {
          keep(null);
          onCancel();
        }}>Cancel</Button>
      </div>
    </form>
  );
}

/** Null when it can be the base URL of a server. */
export function checkUrl(text: string): string | null {
  const example = 'For example http://127.0.0.1:1234/v1.';
  if (text.trim() === '') return `Please type an address. ${example}`;
  try {
    const { protocol } = new URL(text.trim());
    return protocol === 'http:' || protocol === 'https:' ? null : `The address must begin with http:// or https://. ${example}`;
  } catch {
    return `This is not an address. ${example}`;
  }
}

function nameFor(url: string): string {
  try {
    return new URL(url.trim()).host || 'Server';
  } catch {
    return 'Server';
  }
}
