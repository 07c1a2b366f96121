import type { ReactNode } from 'react';
import type { Problem } from '../api/http';

/** What went wrong and what to do next, where it happened; below it, for instance, a button that tries again. */
export function ProblemNote({ problem, className, testId, children }: { problem: Problem; className: string | undefined; testId: string; children?: ReactNode }) {
  return (
    <div className={className} role="alert" data-testid={testId}>
      <strong>{problem.title}</strong> {problem.detail}
      {children}
    </div>
  );
}
