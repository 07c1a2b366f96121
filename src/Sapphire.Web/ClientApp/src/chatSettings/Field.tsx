import { ActionIcon, Tooltip } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { UndoIcon } from '../shared/icons';
import styles from './chatSettings.module.css';

interface Props {
  /** Of the setting, for tests: "prompt". */
  name: string;
  /** For people: "Prompt". */
  label: string;
  /** The chat sets it itself. */
  own: boolean;
  onReset: () => void;
  children: ReactNode;
}

/** Where a value comes from, in words below its label. */
export const fromWords = (own: boolean) => (own ? 'Set in this chat' : 'As the home has it');

/** One setting, with the way back to the home's while the chat has its own. */
export function Field({ name, label, own, onReset, children }: Props) {
  const field = useRef<HTMLDivElement>(null);
  const words = `${label}: as the home has it`;
  return (
    <div ref={field} className={styles.field} tabIndex={-1} data-testid={`field-${name}`} data-own={own}>
      <div className={styles.input}>{children}</div>
      {own && (
        <Tooltip label={words}>
          <ActionIcon
            className={styles.reset ?? ''}
            variant="subtle"
            color="gray"
            aria-label={words}
            data-testid={`reset-${name}`}
            onClick={() => {
              onReset();
              // The button goes away with its reason.
              field.current?.focus();
            }}
          >
            <UndoIcon size={17} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}
