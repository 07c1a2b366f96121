import { Button } from '@mantine/core';
import { Page } from '../shell/Page';
import { modelsOpen } from '../state/ui';

export default function ModelsPage() {
  return (
    <Page name="Models" testId="models-page">
      <Button variant="default" onClick={() => modelsOpen.set(true)}>Open the models</Button>
    </Page>
  );
}
