import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ServiceForm } from './form';
import styles from './speech.module.css';

interface Props {
  title: string;
  /** Of the test ids. */
  prefix: 'speak' | 'listen';
  service: ServiceForm;
  modelExample: string;
  withVoices?: boolean;
  urlError: string | null;
  onChange: (to: Partial<ServiceForm>) => void;
  children?: ReactNode;
}

/** Address, model and key of a speech service; folded while there is none. */
export function ServiceFields({ title, prefix, service, modelExample, withVoices = false, urlError, onChange, children }: Props) {
  const [opened] = useState(service.url !== '');
  const stored = service.hasKey && !service.forgetKey;
  return (
    <details className={styles.service} open={opened || undefined} data-testid={`${prefix}-service`}>
      <summary>{title}</summary>
      <div className={styles.fields}>
        <TextInput label="Address" description="Its base URL; it usually ends in /v1. Empty for none." value={service.url} error={urlError} inputMode="url" spellCheck={false} data-testid={`${prefix}-url`} onChange={(e) => onChange({ url: e.currentTarget.value })} />
        <TextInput label="Model" placeholder={modelExample} value={service.model} spellCheck={false} data-testid={`${prefix}-model`} onChange={(e) => onChange({ model: e.currentTarget.value })} />
        {withVoices && (
          <TextInput label="Voices" description="Its voices, separated by commas. After saving they are in the list above." placeholder="alloy, nova" value={service.voices} spellCheck={false} data-testid={`${prefix}-voices`} onChange={(e) => onChange({ voices: e.currentTarget.value })} />
        )}
        <PasswordInput
          label="Key"
          description={stored ? 'A key is stored. Type another to replace it.' : 'Only if the service asks for one. It is kept on this machine, readable by Sapphire alone.'}
          placeholder={stored ? '•••••••• (stored)' : ''}
          value={service.key}
          autoComplete="off"
          data-testid={`${prefix}-key`}
          onChange={(e) => onChange({ key: e.currentTarget.value })}
        />
        {stored && (
          <Button size="compact-xs" variant="subtle" color="gray" style={{ alignSelf: 'flex-start' }} data-testid={`${prefix}-forget-key`} onClick={() => onChange({ forgetKey: true })}>Forget the stored key</Button>
        )}
        {children}
      </div>
    </details>
  );
}
