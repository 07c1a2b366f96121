import { Button } from '@mantine/core';
import { useState } from 'react';
import { describe } from '../api/http';
import { useStore } from '../shared/store';
import { navigate } from '../shared/router';
import { showToast } from '../state/toasts';
import { speechOpen } from '../state/ui';
import { Card } from './Card';
import { actors, dashboard, lookAgain, providers, rebuildView, speech } from './dashboard';
import { healthLines, type HealthLine } from './healthLines';
import styles from './dashboard.module.css';

async function rebuild(name: string): Promise<void> {
  try {
    await rebuildView(name);
    showToast({ title: `The ${name} view is made anew.`, detail: 'The old one answers until the new one is ready.' });
    await lookAgain();
  } catch (error) {
    showToast({ kind: 'error', ...describe(error) });
  }
}

/** Everything that can be out of order, with the reason and what to do. */
export function Health() {
  const { value, problem } = useStore(dashboard);
  const models = useStore(providers);
  const engines = useStore(speech);
  const parts = useStore(actors);
  const groups = healthLines(value, models.value, engines.value, parts.value, { models: models.problem, speech: engines.problem, parts: parts.problem });
  const bad = groups.flatMap((group) => group.lines).filter((line) => line.state === 'bad').length;
  return (
    <Card id="health" title="Health" problem={problem} side={value === null ? null : <span className={styles.verdict} data-bad={bad > 0} role="status" data-testid="health-verdict">{bad === 0 ? 'All is well' : bad === 1 ? 'One thing is out of order' : `${bad} things are out of order`}</span>}>
      {groups.map((group) => (
        <div key={group.name} className={styles.group}>
          <div className={styles.groupHead}>
            <h3 className={styles.groupName}>{group.name}</h3>
            {group.name === 'Models' && <Button size="compact-xs" variant="subtle" onClick={() => navigate({ page: 'models' })}>Open</Button>}
            {group.name === 'Speech' && <Button size="compact-xs" variant="subtle" onClick={() => speechOpen.set(true)}>Open</Button>}
          </div>
          <ul className={styles.lines}>
            {group.lines.map((line) => <Line key={line.name} line={line} />)}
          </ul>
        </div>
      ))}
    </Card>
  );
}

const words: Record<HealthLine['state'], string> = { good: 'in order', bad: 'out of order', off: 'off', busy: 'at work' };

function Line({ line }: { line: HealthLine }) {
  const [busy, setBusy] = useState(false);
  return (
    <li className={styles.line} data-testid="health-line" data-name={line.id} data-state={line.state}>
      <span className={styles.light} data-state={line.state} aria-hidden />
      <span className={styles.lineName}>{line.name}<span className="visually-hidden">: {words[line.state]}.</span></span>
      {line.detail !== '' && <span className={styles.lineDetail}>{line.detail}</span>}
      {line.rebuild !== undefined && (
        <Button size="compact-xs" variant="default" disabled={line.state === 'busy'} loading={busy} aria-label={`Make anew: ${line.name}`} data-testid="view-rebuild" onClick={() => {
            setBusy(true);
            void rebuild(line.rebuild!).finally(() => setBusy(false));
          }}>Make anew</Button>
      )}
    </li>
  );
}
