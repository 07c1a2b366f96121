import { ColorInput } from '@mantine/core';
import { useRef } from 'react';
import { trimColors } from '../appearance/trim';
import { Field, fromWords } from './Field';
import { colorOf } from './inherit';
import { useDraft } from './useDraft';

/** The colour of the line under the chat's title. */
export function Trim({ value, inherited, onChange }: { value: string | null; inherited: string; onChange: (value: string | null) => void }) {
  const last = useRef('');
  const { text, type, keep } = useDraft(value ?? '', (typed) => {
    const next = colorOf(typed);
    if (next !== undefined && next !== value) onChange(next);
  });
  return (
    <Field name="trim" label="Colour" own={value !== null} onReset={() => onChange(null)}>
      <ColorInput
        label="Colour"
        description={fromWords(value !== null)}
        placeholder={inherited}
        format="hex"
        withEyeDropper={false}
        swatches={trimColors.map(({ color }) => color)}
        value={text}
        onChange={(color) => {
          last.current = color;
          type(color);
        }}
        // What is picked is kept at once. While somebody types, #abc may be the beginning of #abcdef.
        onChangeEnd={(color) => color === last.current && keep()}
        onBlur={keep}
        data-testid="chat-trim"
      />
    </Field>
  );
}
