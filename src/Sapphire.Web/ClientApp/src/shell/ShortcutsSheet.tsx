import { Kbd, Modal } from '@mantine/core';
import { Fragment } from 'react';
import { shortcutKeys } from '../shared/keys';
import { useActions } from '../state/actions';
import { helpOpen } from '../state/ui';
import { shortcutGroups } from './shortcutGroups';
import styles from './shortcuts.module.css';

/** All keys of the page, read from the actions that have one. */
export default function ShortcutsSheet() {
  const groups = shortcutGroups(useActions());
  return (
    <Modal opened onClose={() => helpOpen.set(false)} title="Keyboard shortcuts" size={640} closeButtonProps={{ 'aria-label': 'Close' }} data-testid="shortcuts">
      <div className={styles.groups}>
        {groups.map(([group, lines]) => (
          <section key={group} className={styles.group} aria-label={group}>
            <h3 className={styles.name}>{group}</h3>
            <dl className={styles.lines}>
              {lines.map((line) => (
                <div key={line.title} className={styles.line} data-testid="shortcut" data-shortcut={line.shortcut}>
                  <dt>{line.title}</dt>
                  <dd>
                    {shortcutKeys(line.shortcut).map((key, i) => (
                      <Fragment key={key}>{i > 0 && ' '}<Kbd>{key}</Kbd></Fragment>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
