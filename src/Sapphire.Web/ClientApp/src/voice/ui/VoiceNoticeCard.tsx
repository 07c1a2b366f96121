import { ActionIcon, Button } from '@mantine/core';
import { AlertIcon, CloseIcon } from '../../shared/icons';
import { currentRoute } from '../../shared/router';
import { examplesOpen, speechOpen } from '../../state/ui';
import { room } from '..';
import { secureAddress, type VoiceNotice } from '../problems';
import styles from './voice.module.css';

interface Props {
  value: VoiceNotice;
  /** Puts text that was understood but not stored into the message field. */
  onRestore: (text: string) => void;
}

/** What is in the way of voice, in words, with the way out as its button. */
export function VoiceNoticeCard({ value, onRestore }: Props) {
  return (
    <div className={styles.notice} role="alert" data-testid="voice-notice" data-kind={value.kind}>
      <AlertIcon size={18} />
      <div className={styles.noticeText}>
        <strong>{value.title}</strong> {value.detail}
      </div>
      <WayOut value={value} onRestore={onRestore} />
      {value.kind !== 'autoplay' && (
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Close" data-testid="voice-notice-close" onClick={() => room.notify(null)}>
          <CloseIcon size={14} />
        </ActionIcon>
      )}
    </div>
  );
}

function WayOut({ value, onRestore }: Props) {
  const button = (label: string, run: () => void) => (
    <Button size="compact-sm" variant="light" data-testid="voice-notice-action" onClick={run}>{label}</Button>
  );
  switch (value.action) {
    case 'retry':
      return button('Try again', tryAgain);
    case 'resume':
      return button('Click to hear', () => room.resumeSound());
    case 'examples':
      return button('What it understands', () => examplesOpen.set(true));
    case 'speech-settings':
      return button('Speech settings', () => speechOpen.set(true));
    case 'restore':
      return button('Put it into the message field', () => {
        onRestore(value.text ?? '');
        room.notify(null);
      });
    case 'secure':
      return <Button component="a" href={secureAddress()} size="compact-sm" variant="light" data-testid="voice-notice-action">Open {new URL(secureAddress()).origin}</Button>;
    case null:
      return null;
  }
}

/** As a tap of the microphone button, or of the hands-free switch when that was used. */
function tryAgain(): void {
  const route = currentRoute();
  room.prepare();
  room.talk.retry(route.page === 'chat' ? route.chatId : null);
}
