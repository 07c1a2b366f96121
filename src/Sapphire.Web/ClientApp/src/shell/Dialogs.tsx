import { lazy, Suspense } from 'react';
import { useStore } from '../shared/store';
import { examplesOpen, helpOpen, modelsOpen, roomsOpen, speechOpen, usageOpen } from '../state/ui';

const ModelsDialog = lazy(() => import('../models/ModelsDialog'));
const SpeechDialog = lazy(() => import('../speech/SpeechDialog'));
const ExamplesDialog = lazy(() => import('../voice/ui/ExamplesDialog'));
const RoomsDialog = lazy(() => import('../rooms/RoomsDialog'));
const UsageDialog = lazy(() => import('../usage/UsageDialog'));
const ShortcutsSheet = lazy(() => import('./ShortcutsSheet'));

/** What opens over any page. */
export function Dialogs() {
  const models = useStore(modelsOpen);
  const help = useStore(helpOpen);
  const usage = useStore(usageOpen);
  const rooms = useStore(roomsOpen);
  const speech = useStore(speechOpen);
  const examples = useStore(examplesOpen);
  return (
    <Suspense fallback={null}>
      {models && <ModelsDialog />}
      {speech && <SpeechDialog />}
      {examples && <ExamplesDialog />}
      {rooms && <RoomsDialog />}
      {usage && <UsageDialog />}
      {help && <ShortcutsSheet />}
    </Suspense>
  );
}
