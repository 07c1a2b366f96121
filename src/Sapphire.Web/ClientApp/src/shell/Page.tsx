import { type ReactNode, useEffect, useRef } from 'react';
import { hasMoved } from '../shared/router';
import styles from './page.module.css';

interface Props {
  /** Its accessible name; the header shows the title. */
  name: string;
  testId: string;
  /** One line on what the page is for. */
  lead?: ReactNode;
  /** Buttons that act on the whole page, beside the lead. */
  actions?: ReactNode;
  /** True for as much width as there is. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame of a page that is no chat: it scrolls by itself, and the skip link leads to it. */
export function Page({ name, testId, lead, actions, wide = false, children }: Props) {
  const main = useRef<HTMLElement>(null);

  // What had the focus went with the page before, or with the palette.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (hasMoved() && document.activeElement === document.body) main.current?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, []);

  return (
    <main ref={main} className={styles.page} id="page" tabIndex={-1} aria-label={name} data-testid={testId}>
      <div className={styles.inner} data-wide={wide}>
        {(lead !== undefined || actions !== undefined) && (
          <div className={styles.top}>
            {lead !== undefined && <p className={styles.lead}>{lead}</p>}
            {actions !== undefined && <div className={styles.actions}>{actions}</div>}
          </div>
        )}
        {children}
      </div>
    </main>
  );
}
