import { Page } from '../shell/Page';

export default function DashboardPage() {
  return (
    <Page name="Dashboard" testId="dashboard-page">
      <p>Nothing is measured yet.</p>
    </Page>
  );
}
