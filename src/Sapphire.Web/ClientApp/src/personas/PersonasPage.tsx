import { Page } from '../shell/Page';

export default function PersonasPage() {
  return (
    <Page name="Personas" testId="personas-page">
      <p>There are no personas yet.</p>
    </Page>
  );
}
