import { Button, FileButton, Menu, Modal, Radio } from '@mantine/core';
import { useRef, useState } from 'react';
import { exportLibrary, importLibrary, mergeFactory, resetLibrary, restoreLibrary } from '../api/prompts';
import type { LibraryImported } from '../generated/protocol';
import { ChevronDownIcon } from '../shared/icons';
import { useIntent } from '../state/intents';
import { showToast } from '../state/toasts';
import { showProblem, showUndo } from '../state/undo';
import { reloadLibrary } from './library';
import styles from './prompts.module.css';

const conflicts = [
  { value: 'keep', label: 'Keep mine' },
  { value: 'replace', label: 'Replace mine' },
  { value: 'both', label: 'Keep both: the new one gets another name' },
] as const;

/** Does something to the whole library, and offers the way back to what it was. */
async function withUndo<T>(work: () => Promise<T>, label: (done: T) => string, detail: (done: T) => string): Promise<T> {
  const before = await exportLibrary();
  const done = await work();
  await reloadLibrary();
  showUndo(label(done), async () => {
    await restoreLibrary(before);
    await reloadLibrary();
  }, { detail: detail(done), duration: 20_000, testId: 'undo-library' });
  return done;
}

/** What can be done with the library as a whole. */
export function LibraryMenu() {
  const [file, setFile] = useState<{ name: string; content: unknown } | null>(null);
  const [resetting, setResetting] = useState(false);
  const [busy, setBusy] = useState(false);
  const again = useRef<() => void>(null);
  const picker = useRef<HTMLButtonElement>(null);
  useIntent('library.import', () => picker.current?.click());
  useIntent('library.merge', () => void merge());
  useIntent('library.reset', () => setResetting(true));

  async function choose(chosen: File | null) {
    if (!chosen) return;
    // The same file can be chosen again after it was mended.
    again.current?.();
    try {
      setFile({ name: chosen.name, content: JSON.parse(await chosen.text()) });
    } catch (error) {
      showToast({ kind: 'error', title: `${chosen.name} is no JSON.`, detail: `Choose a file of an export. ${error instanceof Error ? error.message : ''}`, duration: 12_000 });
    }
  }

  async function merge() {
    if (busy) return;
    setBusy(true);
    try {
      await withUndo(mergeFactory, () => 'The factory set is back.', summary);
    } catch (error) {
      showProblem('The factory set could not be brought back.', error);
    }

    setBusy(false);
  }

  async function reset() {
    setResetting(false);
    try {
      const { before } = await resetLibrary();
      await reloadLibrary();
      showUndo('Everything is as in a new home', async () => {
        await restoreLibrary(JSON.parse(before));
        await reloadLibrary();
      }, { duration: 20_000, testId: 'undo-reset' });
    } catch (error) {
      showProblem('The library could not be reset.', error);
    }
  }

  return (
    <>
      <FileButton onChange={(chosen) => void choose(chosen)} resetRef={again} accept="application/json,.json">
        {(props) => <Button ref={picker} variant="default" size="sm" {...props} data-testid="library-import">Import</Button>}
      </FileButton>
      <Button variant="default" size="sm" component="a" href="/api/prompts/export" download="sapphire-prompts.json" data-testid="library-export">Export</Button>
      <Menu withinPortal position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="sm" loading={busy} rightSection={<ChevronDownIcon size={14} />} data-testid="library-menu">Factory set</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void merge()} data-testid="library-merge">Bring it back as it was; what you added stays</Menu.Item>
          <Menu.Item c="var(--mantine-color-error)" onClick={() => setResetting(true)} data-testid="library-reset">Start over with it alone…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {file && <ImportDialog file={file} onClose={() => setFile(null)} />}
      {resetting && (
        <Modal opened onClose={() => setResetting(false)} title="Start over" closeButtonProps={{ 'aria-label': 'Close' }} data-testid="reset-dialog">
          <p className={styles.lead}>Prompts, pieces, spices and personas of your own are removed, and the factory set is as in a new home. You can undo it right after.</p>
          <div className={styles.buttons}>
            <Button color="red" onClick={() => void reset()} data-testid="reset-yes">Start over</Button>
            <Button variant="default" onClick={() => setResetting(false)} data-autofocus>Cancel</Button>
          </div>
        </Modal>
      )}
    </>
  );
}

function ImportDialog({ file, onClose }: { file: { name: string; content: unknown }; onClose: () => void }) {
  const [conflict, setConflict] = useState<'keep' | 'replace' | 'both'>('keep');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<LibraryImported | null>(null);

  async function bring() {
    setBusy(true);
    try {
      setDone(await withUndo(() => importLibrary(file.content, conflict), () => `Imported: ${file.name}`, summary));
    } catch (error) {
      showProblem('The file could not be imported.', error);
    }

    setBusy(false);
  }

  return (
    <Modal opened onClose={onClose} title={`Import ${file.name}`} closeButtonProps={{ 'aria-label': 'Close' }} data-testid="import-dialog">
      {done ? (
        <div data-testid="import-result">
          <p className={styles.lead}>{summary(done)}</p>
          {done.kept.length > 0 && <p className={styles.lead}>Left out, since the name is taken: {done.kept.join(', ')}.</p>}
          <Button onClick={onClose} data-autofocus>Close</Button>
        </div>
      ) : (
        <div className={styles.form}>
          <Radio.Group label="What has a name that is taken by something else" value={conflict} onChange={(value) => setConflict(value as 'keep')}>
            <div className={styles.radios}>
              {conflicts.map(({ value, label }) => <Radio key={value} value={value} label={label} />)}
            </div>
          </Radio.Group>
          <div className={styles.buttons}>
            <Button loading={busy} onClick={() => void bring()} data-testid="import-yes">Import</Button>
          </div>
        </div>
      )}
    </Modal>
  );
}

/** What an import did, in a sentence. */
export function summary({ added, replaced, kept, same }: LibraryImported): string {
  const parts = [`${added.length} added`, `${replaced.length} replaced`, `${kept.length} left out`, `${same} were there already`];
  return `${parts.join(', ')}.`;
}
