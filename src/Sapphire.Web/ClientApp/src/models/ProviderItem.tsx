import { ActionIcon, Button, Switch, Tooltip } from '@mantine/core';
import { type HTMLAttributes, type ReactNode, useState } from 'react';
import type { ProviderView } from '../generated/protocol';
import { ChevronDownIcon, ChevronUpIcon, PencilIcon, TrashIcon } from '../shared/icons';
import { useFocusBack } from '../shared/FocusBack';
import styles from './models.module.css';

interface Props {
  provider: ProviderView;
  first: boolean;
  last: boolean;
  /** What makes it a thing to drag. */
  drag: HTMLAttributes<HTMLLIElement> & { 'data-over': boolean };
  onMove: (by: -1 | 1) => void;
  onEdit: () => void;
  onEnable: (enabled: boolean) => void;
  /** Answers whether it is gone. */
  onRemove: () => Promise<boolean>;
  /** Asks it now, though it is left alone. */
  onRetry: () => Promise<unknown>;
}

export function ProviderItem({ provider, first, last, drag, onMove, onEdit, onEnable, onRetry, onRemove }: Props) {
  const [asking, setAsking] = useState(false);
  const [trying, setTrying] = useState(false);
  const { name, url, model, healthy, detail, enabled } = provider;
  return (
    <li className={styles.provider} data-testid="provider" data-provider-id={provider.id} data-off={!enabled} {...drag}>
      <div className={styles.providerRow}>
        <div className={styles.providerText}>
          <div className={styles.providerName}>
            {name}
            {provider.local && <span className={styles.tag}>local</span>}
            {!provider.fallback && <span className={styles.tag}>only when chosen</span>}
            {provider.keyFrom && <span className={styles.tag}>key from {provider.keyFrom}</span>}
          </div>
          <div className={styles.providerUrl} title={url}>{url}{model ? ` · ${model}` : ''}</div>
          <span className={styles.health} data-healthy={!enabled ? null : provider.blocked !== null || provider.restsUntil !== null ? false : healthy} data-testid="provider-health">
            {!enabled ? 'Switched off' : provider.blocked !== null ? provider.blocked : provider.restsUntil !== null ? `It failed again and again, and is left alone until ${new Date(provider.restsUntil).toLocaleTimeString()}.` : detail || (healthy === null ? 'Not checked yet' : healthy ? 'Answers' : 'Does not answer')}
          </span>
          {enabled && provider.blocked === null && provider.restsUntil !== null && (
            <Button
              size="compact-sm"
              variant="default"
              mt={4}
              loading={trying}
              aria-label={`Try now: ${name}`}
              data-testid="provider-retry"
              onClick={() => {
                setTrying(true);
                void onRetry().finally(() => setTrying(false));
              }}
            >
              Try now
            </Button>
          )}
        </div>
        <div className={styles.providerButtons}>
          <Tool label={`Try ${name} earlier`} testId="provider-up" disabled={first} onClick={() => onMove(-1)}><ChevronUpIcon /></Tool>
          <Tool label={`Try ${name} later`} testId="provider-down" disabled={last} onClick={() => onMove(1)}><ChevronDownIcon /></Tool>
          <Tool label={`Change ${name}`} testId="provider-edit" onClick={onEdit}><PencilIcon size={17} /></Tool>
          <Tool label={`Remove ${name}`} testId="provider-remove" onClick={() => setAsking(true)}><TrashIcon size={17} /></Tool>
          <Switch ml={6} checked={enabled} aria-label={`Use ${name}`} data-testid="provider-enabled" onChange={(event) => onEnable(event.currentTarget.checked)} />
        </div>
      </div>
      {asking && <Ask name={name} onRemove={onRemove} onKeep={() => setAsking(false)} />}
    </li>
  );
}

function Ask({ name, onRemove, onKeep }: { name: string; onRemove: () => Promise<boolean>; onKeep: () => void }) {
  const [removing, setRemoving] = useState(false);
  useFocusBack();
  return (
    <div className={styles.formButtons} style={{ marginTop: 10, alignItems: 'center' }} role="alertdialog" aria-label={`Remove ${name}?`} onKeyDown={(event) => event.key === 'Escape' && onKeep()}>
      <span>Remove {name} and its key?</span>
      <Button
        size="compact-sm"
        color="red"
        autoFocus
        loading={removing}
        data-testid="provider-remove-confirm"
        onClick={() => {
          setRemoving(true);
          void onRemove().finally(() => setRemoving(false));
        }}
      >
        Remove
      </Button>
      <Button size="compact-sm" variant="default" data-testid="provider-keep" onClick={onKeep}>Keep</Button>
    </div>
  );
}

interface ToolProps {
  label: string;
  testId: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ label, testId, disabled = false, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label} disabled={disabled}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} data-testid={testId} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
