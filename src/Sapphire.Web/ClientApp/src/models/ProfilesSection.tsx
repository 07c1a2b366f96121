import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ModelProfileView, ModelsView } from '../generated/protocol';
import { PlusIcon } from '../shared/icons';
import { useIntent } from '../state/intents';
import { showUndo } from '../state/undo';
import styles from './models.module.css';
import { ProfileForm } from './ProfileForm';
import { emptyProfile, keyWords, profileWords } from './profiles';
import type { useModels } from './useModels';

/** How models are asked: for all, for a provider, for a model. */
export function ProfilesSection({ view, models }: { view: ModelsView; models: ReturnType<typeof useModels> }) {
  const [editing, setEditing] = useState<ModelProfileView | null>(null);
  const begin = () => setEditing(emptyProfile(view.profiles.some((p) => p.key === '*') ? '' : '*'));
  useIntent('models.profile', begin);
  const adding = editing !== null && !view.profiles.some((p) => p.key === editing.key);

  async function save(profile: ModelProfileView): Promise<boolean> {
    const saved = await models.saveProfile(profile);
    if (saved) setEditing(null);
    return saved;
  }

  async function remove(profile: ModelProfileView): Promise<void> {
    if (await models.removeProfile(profile.key)) showUndo('The profile is removed.', () => models.saveProfile(profile), { detail: keyWords(profile.key, view) });
  }

  return (
    <section className={styles.section} aria-labelledby="profiles-title">
      <div className={styles.sectionHead}>
        <h3 className={styles.sectionTitle} id="profiles-title">How models are asked</h3>
        {editing === null && (
          <Button size="xs" variant="default" leftSection={<PlusIcon size={15} />} data-testid="add-profile" onClick={begin}>
            Add a profile
          </Button>
        )}
      </div>
      <p className={`${styles.helpLead} ${styles.dim}`}>Temperature, length, reasoning and prices. A profile for one model goes before one for its provider, and that before the one for all; what none of them sets is left to the server.</p>
      {adding && <ProfileForm key="new" profile={editing} view={view} isNew onSave={save} onCancel={() => setEditing(null)} />}
      <ul className={styles.providers}>
        {view.profiles.map((profile) =>
          editing?.key === profile.key ? (
            <li key={profile.key}><ProfileForm profile={editing} view={view} onSave={save} onCancel={() => setEditing(null)} /></li>
          ) : (
            <li key={profile.key} className={styles.provider} data-testid="profile" data-key={profile.key}>
              <div className={styles.providerRow}>
                <div className={styles.providerText}>
                  <div className={styles.providerName}>{keyWords(profile.key, view)}</div>
                  <div className={styles.dim}>{profileWords(profile)}</div>
                </div>
                <div className={styles.formButtons}>
                  <Button size="compact-sm" variant="default" aria-label={`Change the profile for ${keyWords(profile.key, view)}`} data-testid="profile-edit" onClick={() => setEditing(profile)}>Change</Button>
                  <Button size="compact-sm" variant="subtle" color="gray" aria-label={`Remove the profile for ${keyWords(profile.key, view)}`} data-testid="profile-remove" onClick={() => void remove(profile)}>Remove</Button>
                </div>
              </div>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
