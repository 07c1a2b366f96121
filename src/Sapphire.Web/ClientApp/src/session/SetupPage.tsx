import { Button, Code, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { describe } from '../api/http';
import { loadSession, setUp } from '../api/session';
import { SessionCard, SessionError } from './SessionCard';
import styles from './session.module.css';

export function SetupPage({ allowed }: { allowed: boolean }) {
  return allowed ? <SetupForm /> : <SetupNotAllowed />;
}

/** The first password of this installation. */
function SetupForm() {
  const [password, setPassword] = useState('');
  const [confirm, setConfirm] = useState('');
  const [touched, setTouched] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<{ title: string; detail: string } | null>(null);
  const passwordError = checkPassword(password);
  const confirmError = confirm === password ? null : 'The two passwords differ.';

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTouched(true);
    if (passwordError || confirmError) return;
    setBusy(true);
    setError(null);
    try {
      await setUp(password);
    } catch (cause) {
      setError(describe(cause));
      setBusy(false);
    }
  }

  return (
    <SessionCard title="Choose a password">
      <p className={styles.lead}>Welcome. The password protects this Sapphire from everybody else on your network. There is only this one, and no account anywhere else.</p>
      <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        {/* Password managers want a name to store beside the password. */}
        <input type="text" name="username" autoComplete="username" value="sapphire" readOnly hidden />
        <PasswordInput
          label="Password"
          description="At least 8 characters."
          autoComplete="new-password"
          autoFocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={touched ? passwordError : null}
          data-testid="setup-password"
        />
        <PasswordInput
          label="The same password again"
          autoComplete="new-password"
          value={confirm}
          onChange={(event) => setConfirm(event.currentTarget.value)}
          error={touched ? confirmError : null}
          data-testid="setup-confirm"
        />
        {error && <SessionError {...error} />}
        <Button type="submit" size="md" loading={busy} data-testid="setup-submit">Set password and start</Button>
      </form>
    </SessionCard>
  );
}

/** The same bounds as the server's: 8 characters, and the 72 bytes that bcrypt reads. */
export function checkPassword(password: string): string | null {
  if ([...password].length < 8) return 'Please use at least 8 characters.';
  if (new TextEncoder().encode(password).length > 72) return 'Please use at most 72 bytes (72 plain letters).';
  return null;
}

function SetupNotAllowed() {
  return (
    <SessionCard title="Sapphire is not set up yet">
      <p className={styles.lead}>The first password can be set only by somebody who has access to the machine that Sapphire runs on. Choose one:</p>
      <ol className={styles.steps}>
        <li>On that machine, open <Code>http://127.0.0.1:8074</Code> in a browser.</li>
        <li>Or open the <strong>one-time setup link</strong> that <Code>./sapphire run</Code> printed when it started. If the link was used already or is from an earlier start, restart Sapphire to get a new one.</li>
      </ol>
      <Button fullWidth onClick={() => void loadSession()}>Check again</Button>
    </SessionCard>
  );
}
