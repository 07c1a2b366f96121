import { ActionIcon, Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { copyText } from './clipboard';
import { CheckIcon, CopyIcon } from './icons';

interface Props {
  /** What to copy, asked when the button is pressed. */
  text: () => string;
  label: string;
  testId: string;
}

export function CopyButton({ text, label, testId }: Props) {
  const [result, setResult] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!result) return undefined;
    const timer = setTimeout(() => setResult(null), 2_000);
    return () => clearTimeout(timer);
  }, [result]);
  const words = result === 'copied' ? 'Copied' : result === 'failed' ? 'The browser does not allow copying' : label;
  return (
    <Tooltip label={words} openDelay={300}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="md"
        aria-label={words}
        data-testid={testId}
        onClick={() => void copyText(text()).then((done) => setResult(done ? 'copied' : 'failed'))}
      >
        {result === 'copied' ? <CheckIcon size={16} /> : <CopyIcon size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}
