import { ActionIcon, Tooltip } from '@mantine/core';
import { serverNow } from '../api/http';
import type { TimerView } from '../generated/protocol';
import { CloseIcon, TimerIcon } from '../shared/icons';
import { useSelect } from '../shared/store';
import { countdown, durationWords } from '../shared/time';
import { useNow } from '../shared/useNow';
import { home } from '../state/app';
import { cancelTimer } from '../state/commands';
import styles from './shell.module.css';

const none: TimerView[] = [];

/** The timers that run, counting down. */
export function TimerStrip() {
  const timers = useSelect(home, (h) => h?.timers ?? none);
  const now = useNow(serverNow, 250, timers.length > 0);
  if (timers.length === 0) return null;
  return (
    <section className={styles.strip} aria-label="Running timers">
      {timers.map((timer) => {
        const name = timer.label || durationWords(timer.durationSeconds);
        return (
          <div key={timer.id} className={styles.timer} data-testid="timer" data-timer-id={timer.id}>
            <TimerIcon size={16} />
            <span className={styles.timerLabel}>{name}</span>
            <span className={styles.timerLeft} role="timer">{countdown(Date.parse(timer.dueAt) - now)}</span>
            <Tooltip label="Cancel this timer">
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                radius="xl"
                aria-label={`Cancel the timer ${name}`}
                data-testid="timer-cancel"
                onClick={() => void cancelTimer(timer.id)}
              >
                <CloseIcon size={14} />
              </ActionIcon>
            </Tooltip>
          </div>
        );
      })}
    </section>
  );
}
