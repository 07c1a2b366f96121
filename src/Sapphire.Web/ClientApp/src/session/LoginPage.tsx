import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { ApiError, describe } from '../api/http';
import { logIn } from '../api/session';
import { SessionCard, SessionError } from './SessionCard';
import styles from './session.module.css';

export function LoginPage({ expired }: { expired: boolean }) {
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<{ title: string; detail: string } | null>(null);
  const [wait, setWait] = useState(0);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (wait <= 0) return undefined;
    const timer = setTimeout(() => setWait(wait - 1), 1_000);
    return () => clearTimeout(timer);
  }, [wait]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (busy || wait > 0) return;
    if (password === '') {
      setError({ title: 'Please type your password.', detail: '' });
      return;
    }
    setBusy(true);
    setError(null);
    try {
      await logIn(password);
    } catch (cause) {
      setBusy(false);
      setError(explain(cause));
      if (cause instanceof ApiError && cause.status === 429) setWait(cause.retryAfterSeconds ?? 30);
      input.current?.focus();
      input.current?.select();
    }
  }

  return (
    <SessionCard title="Log in">
      {expired && <div className={styles.note} role="status">Your login has expired. Drafts and unsent messages are kept.</div>}
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <input type="text" name="username" autoComplete="username" value="sapphire" readOnly hidden />
        <PasswordInput
          ref={input}
          label="Password"
          autoComplete="current-password"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          data-testid="login-password"
        />
        {error && <SessionError {...error} />}
        <Button type="submit" size="md" loading={busy} disabled={wait > 0} data-testid="login-submit">
          {wait > 0 ? `Wait ${wait} s` : 'Log in'}
        </Button>
      </form>
    </SessionCard>
  );
}

function explain(cause: unknown): { title: string; detail: string } {
  if (cause instanceof ApiError && cause.status === 401) {
    return { title: 'The password is wrong.', detail: 'Forgotten? Run "./sapphire password" on the machine that Sapphire runs on.' };
  }
  return describe(cause);
}
