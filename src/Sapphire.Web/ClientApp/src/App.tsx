import { MantineProvider } from '@mantine/core';
import { SessionGate } from './session/SessionGate';
import { cssVariables, theme } from './theme';

export function App({ nonce }: { nonce: string }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <SessionGate />
    </MantineProvider>
  );
}
