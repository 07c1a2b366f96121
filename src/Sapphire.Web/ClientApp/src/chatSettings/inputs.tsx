import { Autocomplete, type ComboboxData, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useId } from 'react';
import { Field, fromWords } from './Field';
import { amountOf } from './inherit';
import styles from './chatSettings.module.css';
import { useDraft } from './useDraft';
import { tokensText, useTokens } from '../prompts/useTokens';

interface Base<T> {
  name: string;
  label: string;
  /** The chat's own; null for the home's. */
  value: T | null;
  /** What holds without one, in words. */
  inherited: string;
  /** May answer whether the server took it. */
  onChange: (value: T | null) => void | Promise<boolean>;
}

const onEnter = (keep: () => void) => (event: { key: string; nativeEvent: { isComposing: boolean } }) => {
  if (event.key === 'Enter' && !event.nativeEvent.isComposing) keep();
};

/** One of a list. */
export function Choice({ name, label, value, inherited, data, onChange }: Base<string> & { data: ComboboxData }) {
  return (
    <Field name={name} label={label} own={value !== null} onReset={() => onChange(null)}>
      <Select
        label={label}
        description={fromWords(value !== null)}
        placeholder={inherited}
        data={data}
        value={value}
        onChange={(next) => next !== null && next !== value && onChange(next)}
        allowDeselect={false}
        searchable
        limit={300}
        nothingFoundMessage="There is none of that name"
        data-testid={`chat-${name}`}
      />
    </Field>
  );
}

/** A text with proposals, or without. It is kept when the field is left. */
export function Words({ name, label, value, inherited, data, most, onChange }: Base<string> & { data?: string[]; most: number }) {
  const { text, type, keep } = useDraft(value ?? '', (typed) => {
    const next = typed.trim() === '' ? null : typed.trim();
    return next === value ? undefined : onChange(next);
  });
  const all = { label, description: fromWords(value !== null), placeholder: inherited, value: text, maxLength: most, spellCheck: false, onBlur: keep, onKeyDown: onEnter(keep), 'data-testid': `chat-${name}` };
  return (
    <Field name={name} label={label} own={value !== null} onReset={() => onChange(null)}>
      {data === undefined ? (
        <TextInput {...all} onChange={(event) => type(event.currentTarget.value)} />
      ) : (
        <Autocomplete {...all} data={data} limit={100} onChange={type} onOptionSubmit={(option) => { type(option); keep(); }} />
      )}
    </Field>
  );
}

/** A longer text. */
export function Paragraph({ name, label, value, inherited, most, onChange }: Base<string> & { most: number }) {
  const { text, type, keep } = useDraft(value ?? '', (typed) => onChange(typed.trim() === '' ? null : typed));
  const tokens = useTokens(text);
  return (
    <Field name={name} label={label} own={value !== null} onReset={() => onChange(null)}>
      <Textarea
        label={label}
        description={tokens === null ? fromWords(value !== null) : `${fromWords(value !== null)}, ${tokensText(tokens)}`}
        placeholder={inherited}
        dir="auto"
        value={text}
        maxLength={most}
        autosize
        minRows={2}
        maxRows={10}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={keep}
        data-testid={`chat-${name}`}
      />
    </Field>
  );
}

/** A number of a range. It is kept when the field is left, or by Enter. */
export function Amount({ name, label, value, inherited, min, max, whole = false, onChange }: Base<number> & { min: number; max: number; whole?: boolean }) {
  const { text, type, keep } = useDraft(value === null ? '' : String(value), (typed) => {
    const next = amountOf(typed, min, max, whole);
    if (next !== value) onChange(next);
  });
  return (
    <Field name={name} label={label} own={value !== null} onReset={() => onChange(null)}>
      <TextInput
        label={label}
        description={value === null ? 'As the home has it' : `${min} to ${max}`}
        placeholder={inherited}
        inputMode="decimal"
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={keep}
        onKeyDown={onEnter(keep)}
        data-testid={`chat-${name}`}
      />
    </Field>
  );
}

/** On, off, or as the home has it. */
export function Toggle({ name, label, value, inherited, onChange }: Base<boolean>) {
  const id = useId();
  return (
    <Field name={name} label={label} own={value !== null} onReset={() => onChange(null)}>
      <div className={styles.label} id={id}>{label}</div>
      <div className={styles.from}>{fromWords(value !== null)}</div>
      <SegmentedControl
        aria-labelledby={id}
        size="xs"
        fullWidth
        value={value === null ? 'home' : value ? 'on' : 'off'}
        onChange={(next) => onChange(next === 'home' ? null : next === 'on')}
        data={[{ value: 'home', label: `Home: ${inherited}` }, { value: 'on', label: 'On' }, { value: 'off', label: 'Off' }]}
        data-testid={`chat-${name}`}
      />
    </Field>
  );
}
