import { ActionIcon, Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { CloseIcon } from '../shared/icons';
import { useStore } from '../shared/store';
import { closeToast, toasts, type Toast } from '../state/toasts';
import styles from './shell.module.css';

export function ToastStack() {
  const shown = useStore(toasts);
  return (
    <div className={styles.toasts} role="region" aria-label="Messages" aria-live="polite">
      {shown.map((toast) => <ToastCard key={toast.id} toast={toast} />)}
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  const left = useRef(toast.duration);

  // The clock stands while the pointer or the focus is on the card, so that nobody has to hurry to its button.
  useEffect(() => {
    if (held) return undefined;
    const started = Date.now();
    const timer = setTimeout(() => closeToast(toast.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(1_500, left.current - (Date.now() - started));
    };
  }, [held, toast.id]);

  return (
    <div
      className={styles.toast}
      data-testid="toast"
      data-kind={toast.kind}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <div className={styles.toastBody}>
        <div className={styles.toastTitle}>{toast.title}</div>
        {toast.detail && <div className={styles.toastDetail}>{toast.detail}</div>}
      </div>
      {toast.action && (
        <Button
          size="compact-sm"
          variant="light"
          data-testid={toast.action.testId}
          onClick={() => {
            toast.action?.run();
            closeToast(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <ActionIcon variant="subtle" color="gray" aria-label="Close" data-testid="toast-close" onClick={() => closeToast(toast.id)}>
        <CloseIcon size={16} />
      </ActionIcon>
    </div>
  );
}
