import { Button, FileButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useStore } from '../shared/store';
import { showToast } from '../state/toasts';
import { showProblem, showUndo } from '../state/undo';
import { avatarProblem, avatars, avatarTypes, changeAvatar, chooseAvatar, loadAvatars } from './avatars';
import { Portrait } from './Portrait';
import styles from './personas.module.css';

/** The pictures of the person and of the assistant. */
export function HomeAvatars() {
  const view = useStore(avatars);
  useEffect(() => void loadAvatars(), []);
  if (!view) return null;
  return (
    <section className={styles.home} aria-label="Pictures">
      <HomeAvatar who="user" name="You" id={view.user} />
      <HomeAvatar who="assistant" name="Assistant" id={view.assistant} />
    </section>
  );
}

function HomeAvatar({ who, name, id }: { who: 'user' | 'assistant'; name: string; id: string | null }) {
  const [busy, setBusy] = useState(false);
  const again = useRef<() => void>(null);

  async function choose(file: File | null) {
    again.current?.();
    const problem = file && avatarProblem(file);
    if (problem) {
      showToast({ kind: 'error', title: problem, duration: 10_000 });
      return;
    }

    setBusy(true);
    try {
      await changeAvatar(who, file);
      showUndo(file === null ? `Picture removed: ${name}` : `Picture changed: ${name}`, () => chooseAvatar(who, id));
    } catch (error) {
      showProblem('The picture could not be stored.', error);
    }

    setBusy(false);
  }

  return (
    <div className={styles.homeAvatar} data-testid={`avatar-${who}`}>
      <Portrait id={id} name={name} size={44} />
      <span>{name}</span>
      <FileButton onChange={(file) => file && void choose(file)} resetRef={again} accept={avatarTypes.join(',')}>
        {(props) => <Button size="compact-sm" variant="default" loading={busy} aria-label={`Choose a picture: ${name}`} {...props}>Choose a picture</Button>}
      </FileButton>
      {id !== null && <Button size="compact-sm" variant="subtle" color="gray" disabled={busy} aria-label={`Remove the picture: ${name}`} onClick={() => void choose(null)}>Remove</Button>}
    </div>
  );
}
