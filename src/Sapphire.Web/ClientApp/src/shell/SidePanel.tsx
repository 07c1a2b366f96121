import { ActionIcon, Drawer } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { CloseIcon } from '../shared/icons';
import { useStore } from '../shared/store';
import { setSidePanel, sidePanelOpen } from '../state/sidePanel';
import styles from './sidePanel.module.css';

interface Props {
  /** What it is about; also its accessible name. */
  title: string;
  narrow: boolean;
  children: ReactNode;
}

/** The place beside the chat. On a narrow screen it is a drawer from the right. */
export function SidePanel({ title, narrow, children }: Props) {
  const open = useStore(sidePanelOpen);
  if (narrow) return <Narrow title={title} open={open}>{children}</Narrow>;
  return open ? <Wide title={title}>{children}</Wide> : null;
}

function Wide({ title, children }: Omit<Props, 'narrow'>) {
  const panel = useRef<HTMLElement>(null);
  const came = useRef(document.activeElement);

  // Who opened it goes on there, and comes back where it was opened from. One that is open from the start takes no focus.
  useEffect(() => {
    const opener = came.current;
    if (opener !== null && opener !== document.body && opener.matches('[data-opens="side-panel"]')) panel.current?.focus();
  }, []);

  function close() {
    setSidePanel(false);
    document.querySelector<HTMLElement>('[data-opens="side-panel"]')?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    // Menus and fields inside use the key for themselves first.
    if (event.key !== 'Escape' || event.defaultPrevented || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    event.preventDefault();
    close();
  }

  return (
    <aside ref={panel} className={styles.panel} aria-label={title} tabIndex={-1} data-testid="side-panel" onKeyDown={onKeyDown}>
      <div className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <ActionIcon variant="subtle" color="gray" aria-label={`Close ${title.toLowerCase()}`} data-testid="side-panel-close" onClick={close}>
          <CloseIcon size={18} />
        </ActionIcon>
      </div>
      <div className={styles.body}>{children}</div>
    </aside>
  );
}

function Narrow({ title, open, children }: Omit<Props, 'narrow'> & { open: boolean }) {
  return (
    <Drawer
      opened={open}
      onClose={() => setSidePanel(false)}
      position="right"
      size="min(400px, 100vw)"
      title={<span className={styles.title}>{title}</span>}
      closeButtonProps={{ 'aria-label': `Close ${title.toLowerCase()}`, 'data-testid': 'side-panel-close' } as object}
      classNames={{ content: styles.drawer ?? '', header: styles.drawer ?? '' }}
      data-testid="side-panel"
    >
      {children}
    </Drawer>
  );
}
