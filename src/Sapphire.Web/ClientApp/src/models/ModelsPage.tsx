import { Page } from '../shell/Page';
import styles from './models.module.css';
import { ModelsContent } from './ModelsContent';
import { PrivacySection } from './PrivacySection';
import { ProfilesSection } from './ProfilesSection';
import { SocksSection } from './SocksSection';
import { useModels } from './useModels';

/** Who answers and how it is asked, and what may leave this machine. */
export default function ModelsPage() {
  const models = useModels();
  return (
    <Page name="Models" testId="models-page" lead="The language models that answer, in which order, and how they are asked.">
      <div className={styles.page}>
        <ModelsContent models={models} />
        {models.view && <ProfilesSection view={models.view} models={models} />}
        <PrivacySection />
        <SocksSection />
      </div>
    </Page>
  );
}
