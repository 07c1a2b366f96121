import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { MicIcon, SpeakerIcon, StopIcon } from '../../shared/icons';
import { useSelect } from '../../shared/store';
import { room } from '..';
import styles from './voice.module.css';

/** Reads a reply aloud, or stops that. */
export function ReadAloudButton({ chatId, messageId }: { chatId: string; messageId: string }) {
  const reading = useSelect(room.view, (view) => view.speech?.messageId === messageId);
  const label = reading ? 'Stop reading aloud' : 'Read aloud';
  return (
    <Tooltip label={label} openDelay={300}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="md"
        aria-label={label}
        data-testid="read-aloud"
        data-reading={reading}
        onClick={() => void (reading ? room.stopSpeaking() : room.readAloud(chatId, messageId))}
      >
        {reading ? <StopIcon size={16} /> : <SpeakerIcon size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Tells that a message was spoken. */
export function SpokenMark() {
  return (
    <span className={styles.spokenMark} title="Spoken" data-testid="spoken-mark">
      <MicIcon size={14} />
      <span className="visually-hidden">Spoken</span>
    </span>
  );
}

interface CorrectProps {
  text: string;
  onSend: (text: string) => void;
  onCancel: () => void;
}

/** The words of a spoken message, to be mended in place. Enter sends them, Escape leaves them. */
export function CorrectMessage({ text, onSend, onCancel }: CorrectProps) {
  const [value, setValue] = useState(text);
  const changed = value.trim() !== '' && value.trim() !== text.trim();

  function send() {
    if (changed) onSend(value.trim());
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape') {
      // Not for the reply that may be running.
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
  }

  return (
    <div className={styles.correct}>
      <textarea
        className={styles.correctField}
        rows={Math.min(8, 1 + Math.floor(value.length / 60) + (value.match(/\n/g)?.length ?? 0))}
        autoFocus
        aria-label="Correct what was understood"
        data-testid="correct-input"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.correctButtons}>
        <Button size="compact-sm" disabled={!changed} data-testid="correct-send" onClick={send}>Send corrected</Button>
        <Button size="compact-sm" variant="default" data-testid="correct-cancel" onClick={onCancel}>Cancel</Button>
      </div>
    </div>
  );
}
