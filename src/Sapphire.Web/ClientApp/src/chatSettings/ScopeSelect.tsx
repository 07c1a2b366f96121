import { Select } from '@mantine/core';
import { useState } from 'react';
import { createScope } from '../api/memory';
import { change } from '../prompts/library';
import styles from './chatSettings.module.css';
import { fitting, memoriesOf, newScopeOf, noScope, type ScopeItem, scopeItems } from './scopes';
import { scopeShelf, useScopeShelf } from './shelves';

interface Props {
  label: string;
  description?: string;
  /** What holds without one. */
  placeholder: string;
  value: string | null;
  onChange: (scope: string | null) => void;
  /** There is a button that takes the choice away. */
  clearable?: boolean;
  testId: string;
}

/** A memory scope of those that are there, or a new one, which is made when it is chosen. */
export function ScopeSelect({ label, description, placeholder, value, onChange, clearable = false, testId }: Props) {
  const scopes = useScopeShelf().view?.scopes ?? [];
  const [typed, setTyped] = useState('');

  async function pick(to: string | null) {
    const made = to === null ? null : newScopeOf(to);
    if (made === null) {
      if (to !== value) onChange(to);
    } else if (await change(scopeShelf, () => createScope(made), 'The memory scope could not be made.')) {
      onChange(made);
    }
  }

  const noteOf = (name: string) => {
    if (name === noScope) return 'nothing is remembered';
    const scope = scopes.find((one) => one.name === name);
    return scope ? memoriesOf(scope.count) : newScopeOf(name) === null ? 'not made yet' : '';
  };

  return (
    <Select
      label={label}
      {...(description === undefined ? {} : { description })}
      placeholder={placeholder}
      data={scopeItems(scopes, value, typed === value ? '' : typed)}
      filter={({ options, search }) => fitting(options as ScopeItem[], search)}
      renderOption={({ option }) => <span className={styles.scope}>{option.label} <span className={styles.scopeNote}>{noteOf(option.value)}</span></span>}
      value={value}
      onChange={(to) => void pick(to)}
      searchValue={typed}
      onSearchChange={setTyped}
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      clearable={clearable}
      clearButtonProps={{ 'aria-label': `Clear the ${label.toLowerCase()}` }}
      maxLength={32}
      spellCheck={false}
      limit={300}
      data-testid={testId}
    />
  );
}
