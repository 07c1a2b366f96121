import { Modal } from '@mantine/core';
import { appearanceOpen } from '../state/ui';
import { AppearanceSettings } from './AppearanceSettings';

export default function AppearanceDialog() {
  return (
    <Modal opened onClose={() => appearanceOpen.set(false)} title="Appearance" size={680} closeButtonProps={{ 'aria-label': 'Close', 'data-testid': 'appearance-close' } as object} data-testid="appearance-dialog">
      <AppearanceSettings />
    </Modal>
  );
}
