import { Autocomplete, Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { describe } from '../api/http';
import { type ProviderChange, testModel } from '../api/models';
import type { ModelTestResult, ProviderView } from '../generated/protocol';
import styles from './models.module.css';

interface Props {
  /** Null adds a new one. */
  provider: ProviderView | null;
  onSave: (request: ProviderChange) => Promise<void>;
  onCancel: () => void;
}

export function ProviderForm({ provider, onSave, onCancel }: Props) {
  const [name, setName] = useState(provider?.name ?? '');
  const [url, setUrl] = useState(provider?.url ?? 'http://127.0.0.1:1234/v1');
  const [model, setModel] = useState(provider?.model ?? '');
  const [key, setKey] = useState('');
  const [forgetKey, setForgetKey] = useState(false);
  const [models, setModels] = useState<readonly string[]>([]);
  const [result, setResult] = useState<ModelTestResult | null>(null);
  const [busy, setBusy] = useState<'test' | 'save' | null>(null);
  const [touched, setTouched] = useState(false);
  const urlError = checkUrl(url);
  const stored = provider?.hasKey === true && !forgetKey;
  // Null keeps the stored key, an empty one deletes it.
  const sentKey = key !== '' ? key : forgetKey ? '' : null;

  async function test() {
    setTouched(true);
    if (urlError) return;
    setBusy('test');
    setResult(null);
    try {
      const found = await testModel({ url: url.trim(), key: sentKey, model: model.trim() || null, providerId: provider?.id ?? null, kind: provider?.kind ?? null });
      setResult(found);
      setModels(found.models);
      if (found.ok && model.trim() === '' && found.models[0]) setModel(found.models[0]);
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
    await onSave({ name: name.trim() || nameFor(url), url: url.trim(), model: model.trim() || null, enabled: provider?.enabled ?? true, key: sentKey });
    setBusy(null);
  }

  return (
    <form className={styles.form} onSubmit={(event) => void save(event)} noValidate data-testid="provider-form" aria-label={provider ? `Change ${provider.name}` : 'Add a server'}>
      <TextInput label="Address" description="The base URL of an OpenAI-compatible server; it usually ends in /v1." value={url} onChange={(e) => setUrl(e.currentTarget.value)} error={touched ? urlError : null} inputMode="url" spellCheck={false} data-autofocus autoFocus data-testid="provider-url" />
      <TextInput label="Name" placeholder={nameFor(url)} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={60} data-testid="provider-name" />
      <PasswordInput
        label="Key"
        description={stored ? 'A key is stored. Type another to replace it.' : 'Only if the server asks for one. It is kept on this machine, readable by Sapphire alone.'}
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
        onChange={setModel}
        limit={50}
        spellCheck={false}
        data-testid="provider-model"
      />
      {result && (
        <div className={styles.result} data-ok={result.ok} role="status" data-testid="provider-test-result">{result.message}</div>
      )}
      <div className={styles.formButtons}>
        <Button type="submit" loading={busy === 'save'} data-testid="provider-save">Save</Button>
        <Button variant="default" loading={busy === 'test'} onClick={() => void test()} data-testid="provider-test">Test</Button>
        <Button variant="subtle" color="gray" onClick={onCancel} data-testid="provider-cancel">Cancel</Button>
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
