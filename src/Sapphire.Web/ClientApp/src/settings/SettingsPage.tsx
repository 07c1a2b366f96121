import { Page } from '../shell/Page';

/** `category` is the part of the address behind /settings; null for the first one. */
export default function SettingsPage({ category }: { category: string | null }) {
  return (
    <Page name="Settings" testId="settings-page">
      <p data-category={category ?? ''}>There are no settings yet.</p>
    </Page>
  );
}
