import { Button } from '@mantine/core';
import { useState } from 'react';
import { describe } from '../api/http';
import { scanModels } from '../api/models';
import type { FoundServer } from '../generated/protocol';
import { SearchIcon } from '../shared/icons';
import { useIntent } from '../state/intents';
import styles from './models.module.css';

interface Props {
  onAdd: (server: FoundServer) => Promise<boolean>;
  /** The URLs of the providers that are there already. */
  configured: readonly string[];
}

/** Looks for model servers at the usual ports of the machine that Sapphire runs on. */
export function Scan({ onAdd, configured }: Props) {
  const [servers, setServers] = useState<readonly FoundServer[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [adding, setAdding] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useIntent('models.scan', () => void scan());

  async function scan() {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      setServers((await scanModels()).servers);
    } catch (error) {
      const { title, detail } = describe(error);
      setProblem(`${title} ${detail}`);
    }
    setBusy(false);
  }

  return (
    <section className={styles.section} aria-labelledby="scan-title">
      <div className={styles.sectionHead}>
        <h3 className={styles.sectionTitle} id="scan-title">On this machine</h3>
        <Button size="xs" variant={servers === null ? 'filled' : 'default'} leftSection={<SearchIcon size={15} />} loading={busy} data-testid="scan" onClick={() => void scan()}>
          {servers === null ? 'Scan for servers' : 'Scan again'}
        </Button>
      </div>
      <div aria-live="polite">
        {problem && <div className={styles.result}>{problem}</div>}
        {servers === null && !problem && <p className={`${styles.helpLead} ${styles.dim}`}>Looks for LM Studio, Ollama, llama.cpp and vLLM at their usual ports (1234, 11434, 8080, 8000).</p>}
        {servers?.length === 0 && <NoneFound />}
        {servers !== null && servers.length > 0 && (
          <ul className={styles.providers}>
            {servers.map((server) => {
              const added = server.configured || configured.includes(server.url);
              return (
                <li key={server.url} className={styles.provider} data-testid="found-server" data-url={server.url}>
                  <div className={styles.providerRow}>
                    <div className={styles.providerText}>
                      <div className={styles.providerName}>{server.name}</div>
                      <div className={styles.providerUrl}>{server.url}</div>
                      <div className={styles.dim}>{modelsWords(server.models)}</div>
                    </div>
                    <Button
                      size="xs"
                      variant="light"
                      disabled={added}
                      loading={adding === server.url}
                      data-testid="add-found"
                      onClick={() => {
                        setAdding(server.url);
                        void onAdd(server).finally(() => setAdding(null));
                      }}
                    >
                      {added ? 'Added' : 'Add'}
                    </Button>
                  </div>
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </section>
  );
}

function modelsWords(models: readonly string[]): string {
  if (models.length === 0) return 'It lists no model: load one there first.';
  const shown = models.slice(0, 3).join(', ');
  return models.length > 3 ? `${shown} and ${models.length - 3} more` : shown;
}

function NoneFound() {
  return (
    <>
      <p className={styles.helpLead}>No model server answers on this machine. Start one, then scan again:</p>
      <ul className={styles.help}>
        <li><strong>LM Studio</strong>: load a model, open the Developer tab and start the server.</li>
        <li><strong>Ollama</strong>: install it, then run <code>ollama run qwen3</code> in a terminal.</li>
        <li><strong>llama.cpp</strong>: run <code>llama-server -m model.gguf --port 8080</code>.</li>
        <li>On another machine, or a paid service: use “Add a server” and give its address and key.</li>
      </ul>
    </>
  );
}
