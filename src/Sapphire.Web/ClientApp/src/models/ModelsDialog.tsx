import { Button, Modal } from '@mantine/core';
import { navigate } from '../shared/router';
import { modelsOpen } from '../state/ui';
import styles from './models.module.css';
import { ModelsContent } from './ModelsContent';
import { useModels } from './useModels';

/** Which models answer, over whatever page is open. The rest is on the Models page. */
export default function ModelsDialog() {
  const models = useModels();
  return (
    <Modal
      opened
      onClose={() => modelsOpen.set(false)}
      title="Models"
      size={640}
      closeButtonProps={{ 'aria-label': 'Close', 'data-testid': 'models-close' } as object}
      data-testid="models-dialog"
    >
      <ModelsContent models={models} />
      <div className={styles.section}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          data-testid="models-more"
          onClick={() => {
            modelsOpen.set(false);
            navigate({ page: 'models' });
          }}
        >
          More: profiles, privacy, proxy
        </Button>
      </div>
    </Modal>
  );
}
