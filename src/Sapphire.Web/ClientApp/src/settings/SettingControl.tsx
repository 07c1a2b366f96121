import { Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { SettingJson } from '../api/settings';
import type { SettingView } from '../generated/protocol';
import { showToast } from '../state/toasts';
import { fieldText, readValue, sameValue, valueText } from './settingsView';
import styles from './settings.module.css';

interface Props {
  setting: SettingView;
  disabled: boolean;
  /** What the server said against the last value. */
  problem: string | undefined;
  change: (value: SettingJson) => void;
}

/** The field of a setting, by its kind. What is typed is taken over when the field is left, or by Enter. */
export function SettingControl({ setting, disabled, problem, change }: Props) {
  const id = `setting-${setting.key}`;
  const common = { id, disabled, 'aria-describedby': `${id}-help`, 'data-testid': 'setting-field' };
  if (setting.kind === 'flag') {
    return (
      <div>
        <Switch {...common} role="switch" size="md" checked={setting.value === true} onChange={(event) => change(event.currentTarget.checked)} />
        {problem !== undefined && <p className={styles.error} role="alert">{problem}</p>}
      </div>
    );
  }
  if (setting.choices.length > 0 && setting.kind === 'text') {
    return <Select {...common} data={[...setting.choices]} value={String(setting.value)} allowDeselect={false} error={problem} onChange={(value) => value !== null && change(value)} />;
  }
  return <TypedControl setting={setting} common={common} problem={problem} change={change} />;
}

interface TypedProps extends Omit<Props, 'disabled'> {
  common: { id: string; disabled: boolean; 'aria-describedby': string; 'data-testid': string };
}

function TypedControl({ setting, common, problem, change }: TypedProps) {
  // What is typed and not taken over yet, and what stood there before; null shows the value.
  const [draft, setDraft] = useState<{ text: string; base: string } | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const value = fieldText(setting.value);
  const shown = draft?.text ?? value;
  const now = useRef({ draft, setting, change });
  now.current = { draft, setting, change };

  // Leaving the page is leaving the field, too: what is typed is taken over, or said why not.
  useEffect(() => () => {
    const { draft: typed, setting: last, change: send } = now.current;
    if (typed === null || typed.text === typed.base) return;
    const read = readValue(last, typed.text);
    if ('problem' in read) showToast({ kind: 'error', title: `${last.title} was not changed.`, detail: `“${typed.text.slice(0, 80)}” cannot be its value. ${read.problem}`, duration: 12_000 });
    else if (!sameValue(read.value, last.value)) send(read.value);
  }, []);

  function commit() {
    if (draft === null) return;
    // What stands there as it did before was not meant as a change, whatever the value has become meanwhile.
    const read = draft.text === draft.base ? { value: setting.value as SettingJson } : readValue(setting, draft.text);
    if ('problem' in read) {
      setWrong(read.problem);
      return;
    }
    setWrong(null);
    setDraft(null);
    now.current.draft = null;
    if (!sameValue(read.value, setting.value)) change(read.value);
  }

  const field = {
    ...common,
    value: shown,
    error: wrong ?? problem,
    onBlur: commit,
    onChange: (event: { currentTarget: { value: string } }) => {
      const text = event.currentTarget.value;
      setDraft((before) => ({ text, base: before?.base ?? value }));
      setWrong(null);
    },
    ...(draft !== null && draft.base !== value
      ? { description: <span role="status" data-testid="setting-changed-elsewhere">It was changed elsewhere meanwhile, to {valueText(setting, setting.value)}. Escape takes that; leaving the field puts yours in its place.</span> }
      : {}),
  };
  function escape(event: React.KeyboardEvent) {
    if (event.key !== 'Escape' || draft === null) return;
    event.stopPropagation();
    setDraft(null);
    setWrong(null);
  }
  if (setting.kind === 'list') {
    return <Textarea {...field} autosize minRows={2} maxRows={10} spellCheck={false} classNames={{ input: styles.list ?? '' }} onKeyDown={escape} />;
  }
  const number = setting.kind === 'whole' || setting.kind === 'number';
  return (
    <TextInput
      {...field}
      inputMode={setting.kind === 'whole' ? 'numeric' : number ? 'decimal' : 'text'}
      autoComplete="off"
      maxLength={number ? 20 : setting.maxLength}
      rightSection={number && setting.unit ? <span className={styles.unit}>{setting.unit}</span> : undefined}
      rightSectionWidth={number && setting.unit ? 84 : undefined}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        else escape(event);
      }}
    />
  );
}
