import { ActionIcon, Tooltip } from '@mantine/core';
import type { SettingView } from '../generated/protocol';
import { RetryIcon } from '../shared/icons';
import { useSelect } from '../shared/store';
import { SettingControl } from './SettingControl';
import { changeSetting, fieldProblems } from './settingsState';
import { appliesText, isFixed, valueText } from './settingsView';
import styles from './settings.module.css';

/** A setting: what it is for, its field, and where its value comes from. */
export function SettingRow({ setting }: { setting: SettingView }) {
  const problem = useSelect(fieldProblems, (all) => all[setting.key]);
  const fixed = isFixed(setting);
  const id = `setting-${setting.key}`;
  return (
    <div className={styles.row} data-testid="setting" data-key={setting.key} data-source={setting.source} data-changed={setting.changed} data-pending={setting.pending}>
      <div className={styles.words}>
        <label className={styles.name} htmlFor={id}>{setting.title}</label>
        {setting.changed && !fixed && <span className={styles.mark} title={`The default is: ${valueText(setting, setting.default)}`}>changed</span>}
        <p className={styles.help} id={`${id}-help`}>
          {setting.help}
          {setting.least !== null && setting.most !== null && <span> From {setting.least} to {setting.most}.</span>}
        </p>
        <p className={styles.facts}>
          <code className={styles.key}>{setting.key}</code>
          {fixed ? (
            <span data-testid="setting-fixed">Set by <code>{setting.setBy}</code>, which goes before this page: change it there and restart.</span>
          ) : (
            <span className={setting.pending ? styles.pending : undefined} data-testid="setting-applies">{setting.pending ? 'Waits for a restart' : appliesText(setting)}</span>
          )}
        </p>
      </div>
      <div className={styles.field}>
        <SettingControl key={setting.key} setting={setting} disabled={fixed} problem={problem} change={(value) => void changeSetting(setting.key, value)} />
        <Tooltip label={`Back to the default: ${valueText(setting, setting.default)}`} multiline maw={300}>
          <ActionIcon
            className={styles.reset ?? ''}
            variant="subtle"
            color="gray"
            data-shown={setting.changed && !fixed}
            disabled={!setting.changed || fixed}
            aria-label={`Reset ${setting.title}`}
            data-testid="setting-reset"
            onClick={() => {
              void changeSetting(setting.key, null);
              // The button goes away with its reason.
              document.getElementById(id)?.focus();
            }}
          >
            <RetryIcon size={17} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
