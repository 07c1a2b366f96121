import type { ReactNode } from 'react';
import type { Problem } from '../api/http';
import { ProblemNote } from '../shared/ProblemNote';
import styles from './dashboard.module.css';

interface Props {
  id: string;
  title: string;
  /** Beside the title. */
  side?: ReactNode;
  /** Why nothing newer is known. */
  problem?: Problem | null;
  /** True over the whole width. */
  wide?: boolean;
  children: ReactNode;
}

/** A part of the dashboard. */
export function Card({ id, title, side, problem = null, wide = false, children }: Props) {
  return (
    <section className={styles.card} data-wide={wide} aria-labelledby={`dashboard-${id}`} data-testid={`dashboard-${id}`}>
      <div className={styles.head}>
        <h2 className={styles.title} id={`dashboard-${id}`}>{title}</h2>
        {side}
      </div>
      {problem !== null && <ProblemNote problem={problem} className={styles.problem} testId={`dashboard-${id}-error`} />}
      {children}
    </section>
  );
}
