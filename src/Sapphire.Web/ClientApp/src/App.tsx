import { MantineProvider } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { appearance } from './appearance/appearance';
import { noteFirstPaint } from './appearance/firstPaint';
import { SessionGate } from './session/SessionGate';
import { useStore } from './shared/store';
import { buildTheme, buildVariables } from './theme';

export function App({ nonce }: { nonce: string }) {
  const look = useStore(appearance);
  const theme = useMemo(() => buildTheme(look), [look]);
  const variables = useMemo(() => buildVariables(look), [look]);
  useEffect(() => noteFirstPaint(look), [look]);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <SessionGate />
    </MantineProvider>
  );
}
