import { useEffect } from 'react';
import { watchCluster } from '../cluster/cluster';
import { Page } from '../shell/Page';
import { Health } from './Health';
import { LiveLog } from './LiveLog';
import { NodeFigures } from './NodeFigures';
import { Parts } from './Parts';
import { StorageUse } from './StorageUse';
import { UsageChart } from './UsageChart';
import { watchDashboard } from './dashboard';
import styles from './dashboard.module.css';

/** How Sapphire is now: what it uses, what is out of order, what it costs, what it logs. */
export default function DashboardPage() {
  useEffect(() => {
    const ends = [watchCluster(), watchDashboard()];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return (
    <Page name="Dashboard" testId="dashboard-page" wide>
      <div className={styles.grid}>
        <NodeFigures />
        <Health />
        <UsageChart />
        <StorageUse />
        <Parts />
      </div>
      <LiveLog />
    </Page>
  );
}
