import { Page } from '../shell/Page';

export default function PromptsPage() {
  return (
    <Page name="Prompts" testId="prompts-page">
      <p>There are no prompts yet.</p>
    </Page>
  );
}
