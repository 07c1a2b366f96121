import { Button, FileButton, Tooltip, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { uploadAvatar } from '../api/avatars';
import type { PersonaView } from '../generated/protocol';
import { avatarProblem, avatars, avatarTypes, loadAvatars } from '../personas/avatars';
import { Portrait } from '../personas/Portrait';
import { useStore } from '../shared/store';
import { showToast } from '../state/toasts';
import { showProblem } from '../state/undo';
import styles from './chatSettings.module.css';
import { Field, fromWords } from './Field';

interface Props {
  /** The chat's own; null for the home's. */
  value: string | null;
  /** That of the home's defaults; null for the assistant's. */
  inherited: string | null;
  personas: readonly PersonaView[];
  /** The persona of the chat: its letter stands where there is no picture. */
  name: string;
  onChange: (value: string | null) => void;
}

/** The picture beside the replies of a chat: one of a persona's, or a file. */
export function AvatarField({ value, inherited, personas, name, onChange }: Props) {
  const home = useStore(avatars);
  const [busy, setBusy] = useState(false);
  useEffect(() => void (avatars.get() === null && loadAvatars()), []);

  const known = new Map<string, string>();
  if (home?.assistant) known.set(home.assistant, 'the assistant');
  for (const { settings, name: persona } of personas) if (settings.avatar !== null && !known.has(settings.avatar)) known.set(settings.avatar, persona);

  async function upload(file: File | null) {
    const problem = file && avatarProblem(file);
    if (problem) showToast({ kind: 'error', title: problem, duration: 10_000 });
    if (!file || problem) return;
    setBusy(true);
    try {
      onChange((await uploadAvatar(file)).id);
    } catch (error) {
      showProblem('The picture could not be stored.', error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Field name="avatar" label="Picture" own={value !== null} onReset={() => onChange(null)}>
      <div className={styles.label} id="chat-avatar-label">Picture</div>
      <div className={styles.from}>{fromWords(value !== null)}</div>
      <div className={styles.pictures} role="group" aria-labelledby="chat-avatar-label" data-testid="chat-avatar" data-avatar={value ?? ''}>
        <Portrait id={value ?? inherited ?? home?.assistant ?? null} name={name} size={48} />
        <FileButton onChange={(file) => void upload(file)} accept={avatarTypes.join(',')}>
          {(props) => <Button size="compact-sm" variant="default" loading={busy} {...props} data-testid="chat-avatar-upload">Choose a file…</Button>}
        </FileButton>
        {[...known].map(([id, whose]) => (
          <Tooltip key={id} label={`As ${whose}`}>
            <UnstyledButton className={styles.picture} aria-label={`The picture of ${whose}`} aria-pressed={id === value} onClick={() => onChange(id)} data-testid="chat-avatar-known" data-avatar={id}>
              <Portrait id={id} name={whose} size={36} />
            </UnstyledButton>
          </Tooltip>
        ))}
      </div>
    </Field>
  );
}
