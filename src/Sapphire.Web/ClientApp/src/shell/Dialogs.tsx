import { lazy, type ReactNode, Suspense } from 'react';
import { Palette } from '../palette/Palette';
import { paletteOpen } from '../palette/paletteState';
import { FocusBack } from '../shared/FocusBack';
import { useStore } from '../shared/store';
import { appearanceOpen, examplesOpen, helpOpen, modelsOpen, roomsOpen, scopesOpen, speechOpen, toolsetsOpen, usageOpen } from '../state/ui';

const ModelsDialog = lazy(() => import('../models/ModelsDialog'));
const SpeechDialog = lazy(() => import('../speech/SpeechDialog'));
const ExamplesDialog = lazy(() => import('../voice/ui/ExamplesDialog'));
const RoomsDialog = lazy(() => import('../rooms/RoomsDialog'));
const UsageDialog = lazy(() => import('../usage/UsageDialog'));
const AppearanceDialog = lazy(() => import('../appearance/AppearanceDialog'));
const ToolsetsDialog = lazy(() => import('../chatSettings/ToolsetsDialog'));
const ScopesDialog = lazy(() => import('../chatSettings/ScopesDialog'));
const ShortcutsSheet = lazy(() => import('./ShortcutsSheet'));

/** What opens over any page. */
export function Dialogs() {
  const models = useStore(modelsOpen);
  const help = useStore(helpOpen);
  const usage = useStore(usageOpen);
  const rooms = useStore(roomsOpen);
  const speech = useStore(speechOpen);
  const examples = useStore(examplesOpen);
  const look = useStore(appearanceOpen);
  const toolsets = useStore(toolsetsOpen);
  const scopes = useStore(scopesOpen);
  const palette = useStore(paletteOpen);
  return (
    <>
      {models && <Dialog><ModelsDialog /></Dialog>}
      {speech && <Dialog><SpeechDialog /></Dialog>}
      {examples && <Dialog><ExamplesDialog /></Dialog>}
      {rooms && <Dialog><RoomsDialog /></Dialog>}
      {usage && <Dialog><UsageDialog /></Dialog>}
      {look && <Dialog><AppearanceDialog /></Dialog>}
      {toolsets && <Dialog><ToolsetsDialog /></Dialog>}
      {scopes && <Dialog><ScopesDialog /></Dialog>}
      {help && <Dialog><ShortcutsSheet /></Dialog>}
      {palette && <Dialog><Palette /></Dialog>}
    </>
  );
}

function Dialog({ children }: { children: ReactNode }) {
  return (
    <>
      <FocusBack />
      <Suspense fallback={null}>{children}</Suspense>
    </>
  );
}
