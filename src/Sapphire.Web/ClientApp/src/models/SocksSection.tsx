import { Button, NumberInput, PasswordInput, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { getSocks, putSocks, testSocks } from '../api/privacy';
import type { SocksTestResult, SocksView } from '../generated/protocol';
import { ProblemNote } from '../shared/ProblemNote';
import { useUnsaved } from '../shared/unsaved';
import { showToast } from '../state/toasts';
import styles from './models.module.css';

/** The SOCKS5 proxy for what leaves one's own network. */
export function SocksSection() {
  const [view, setView] = useState<SocksView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    const abort = new AbortController();
    getSocks(abort.signal).then(setView, (error: unknown) => {
      if (!abort.signal.aborted) setProblem(describe(error));
    });
    return () => abort.abort();
  }, []);

  return (
    <section className={styles.section} aria-labelledby="socks-title">
      <h3 className={styles.sectionTitle} id="socks-title">SOCKS5 proxy</h3>
      <p className={`${styles.helpLead} ${styles.dim}`}>What leaves your own network goes through the proxy, and nowhere when the proxy is away. Names are looked up by the proxy.</p>
      {problem && <ProblemNote problem={problem} className={styles.result} testId="socks-problem" />}
      {view && <SocksForm key={JSON.stringify(view)} view={view} onSaved={setView} />}
    </section>
  );
}

interface Draft {
  enabled: boolean;
  host: string;
  port: number | string;
  timeout: number | string;
}

const isDraft = (value: unknown): value is Draft => {
  const draft = value as Partial<Draft> | null | undefined;
  return typeof draft?.enabled === 'boolean' && typeof draft.host === 'string' && [draft.port, draft.timeout].every((one) => ['number', 'string'].includes(typeof one));
};

function SocksForm({ view, onSaved }: { view: SocksView; onSaved: (view: SocksView) => void }) {
  // Kept when the page is left, until it is saved or discarded; user and password are not.
  const [kept, keep] = useUnsaved('socks', isDraft);
  const draft = kept ?? { enabled: view.enabled, host: view.host, port: view.port, timeout: view.timeout };
  const { enabled, host, port, timeout } = draft;
  const change = (part: Partial<Draft>) => keep({ ...draft, ...part });
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [forget, setForget] = useState(false);
  const [busy, setBusy] = useState<'save' | 'test' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [result, setResult] = useState<SocksTestResult | null>(null);
  const locked = view.locked;

  async function store(): Promise<SocksView> {
    return putSocks({ enabled, host: host.trim(), port: Number(port), timeout: Number(timeout), user: user !== '' ? user : forget ? '' : null, password: user !== '' ? password : null });
  }

  async function run(what: 'save' | 'test', work: () => Promise<void>) {
    setBusy(what);
    setProblem(null);
    setResult(null);
    try {
      await work();
    } catch (error) {
      setProblem(describe(error));
    }
    setBusy(null);
  }

  function save(event: FormEvent) {
    event.preventDefault();
    void run('save', async () => {
      const stored = await store();
      keep(null);
      onSaved(stored);
      showToast({ title: 'The proxy is stored.' });
    });
  }

  return (
    <form className={styles.form} onSubmit={save} noValidate aria-label="SOCKS5 proxy" data-testid="socks-form">
      {locked && <div className={styles.result} data-ok="true">The environment or the command line sets the proxy; what is stored here does not count meanwhile.</div>}
      <Switch label="Use the proxy" checked={enabled} disabled={locked} onChange={(e) => change({ enabled: e.currentTarget.checked })} data-testid="socks-enabled" />
      <div className={styles.fields}>
        <TextInput label="Host" placeholder="127.0.0.1" value={host} disabled={locked} maxLength={253} spellCheck={false} onChange={(e) => change({ host: e.currentTarget.value })} data-testid="socks-host" />
        <NumberInput label="Port" value={port} min={1} max={65535} disabled={locked} allowDecimal={false} onChange={(value) => change({ port: value })} data-testid="socks-port" />
        <NumberInput label="Time-out in seconds" value={timeout} min={0.1} max={300} disabled={locked} onChange={(value) => change({ timeout: value })} />
        <TextInput
          label="User"
          description={view.userFromEnvironment ? 'The environment gives user and password.' : view.hasUser && !forget ? 'User and password are stored. Type others to replace them.' : 'Only if the proxy asks for one.'}
          value={user}
          autoComplete="off"
          disabled={view.userFromEnvironment}
          onChange={(e) => setUser(e.currentTarget.value)}
          data-testid="socks-user"
        />
        <PasswordInput label="Password" value={password} autoComplete="off" disabled={view.userFromEnvironment} onChange={(e) => setPassword(e.currentTarget.value)} data-testid="socks-password" />
      </div>
      {view.hasUser && !view.userFromEnvironment && !forget && (
        <Button size="compact-xs" variant="subtle" color="gray" style={{ alignSelf: 'flex-start' }} onClick={() => setForget(true)}>Forget user and password</Button>
      )}
      {problem && <ProblemNote problem={problem} className={styles.result} testId="socks-problem" />}
      {result && <div className={styles.result} data-ok={result.ok} role="status" data-testid="socks-result">{result.message}</div>}
      <div className={styles.formButtons}>
        <Button type="submit" loading={busy === 'save'} data-testid="socks-save">Save</Button>
        <Button variant="default" loading={busy === 'test'} disabled={view.host === ''} onClick={() => void run('test', async () => setResult(await testSocks()))} data-testid="socks-test">Test what is stored</Button>
        {kept !== null && <Button variant="subtle" color="gray" onClick={() => keep(null)} data-testid="socks-discard">Discard</Button>}
      </div>
    </form>
  );
}
