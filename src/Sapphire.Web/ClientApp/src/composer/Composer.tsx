import { ActionIcon, Tooltip } from '@mantine/core';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { SendIcon, StopIcon } from '../shared/icons';
import { useStore } from '../shared/store';
import { isOverlayOpen } from '../shell/useShortcuts';
import { readDraft, writeDraft } from '../state/drafts';
import { focusComposer } from '../state/ui';
import { VoiceButtons } from '../voice/ui/VoiceButtons';
import { VoiceStatus } from '../voice/ui/VoiceStatus';
import styles from './composer.module.css';

/** The server's bound, in UTF-16 units as it counts them. */
export const textLimit = 100_000;
const countFrom = 90_000;

interface Props {
  /** Null for the chat that does not exist yet. */
  chatId: string | null;
  onSend: (text: string) => void;
  /** Stops what runs: the reply that is being written, and voice; null when nothing does. */
  onStop: (() => void) | null;
}

export function Composer({ chatId, onSend, onStop }: Props) {
  const [text, setText] = useState(() => readDraft(chatId));
  const field = useRef<HTMLTextAreaElement>(null);
  const focusAsked = useStore(focusComposer);
  const tooLong = text.length > textLimit;
  const empty = text.trim() === '';

  useEffect(() => writeDraft(chatId, text), [chatId, text]);

  useLayoutEffect(() => fit(field.current), [text]);

  // The same text needs other lines when the field becomes wider or narrower.
  useEffect(() => {
    const element = field.current;
    if (!element) return undefined;
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      fit(element);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // On a phone the focus would open the keyboard over the page.
  useEffect(() => {
    if (focusAsked > 0 || !matchMedia('(hover: none)').matches) field.current?.focus();
  }, [focusAsked]);

  // Escape stops the reply wherever the focus is, unless something else is open that it closes.
  useEffect(() => {
    if (!onStop) return undefined;
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || isOverlayOpen()) return;
      event.preventDefault();
      onStop();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onStop]);

  function send() {
    if (empty || tooLong) return;
    // The draft goes now: sending may lead to another page, whose composer reads it.
    writeDraft(chatId, '');
    setText('');
    onSend(text.trim());
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    // While an input method composes, Enter chooses a word. Safari tells so only by the key code 229.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      send();
    }
  }

  return (
    <div className={styles.wrap}>
      <VoiceStatus onRestore={(words) => setText((typed) => (typed.trim() === '' ? words : `${typed.trimEnd()} ${words}`))} />
      <div className={styles.box} data-filled={!empty}>
        <textarea
          ref={field}
          id="composer"
          className={styles.field}
          rows={1}
          placeholder="Message Sapphire"
          aria-label="Message"
          aria-describedby="composer-hint"
          aria-invalid={tooLong}
          enterKeyHint="send"
          data-testid="composer"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <VoiceButtons chatId={chatId} />
        {onStop && (
          <Tooltip label="Stop (Esc)">
            <ActionIcon size={38} radius="xl" variant="light" aria-label="Stop" data-testid="stop" onClick={onStop}>
              <StopIcon size={20} />
            </ActionIcon>
          </Tooltip>
        )}
        {(!onStop || !empty) && (
          <ActionIcon size={38} radius="xl" variant="filled" aria-label="Send" data-testid="send" disabled={empty || tooLong} onClick={send}>
            <SendIcon size={20} />
          </ActionIcon>
        )}
      </div>
      <div id="composer-hint" className={styles.hint} data-quiet={text.length < countFrom}>
        <Hint text={text} waiting={onStop !== null && !empty} />
      </div>
    </div>
  );
}

/** As high as its text; the style sheet sets the limit. */
function fit(element: HTMLTextAreaElement | null): void {
  if (!element) return;
  element.style.height = 'auto';
  element.style.height = `${element.scrollHeight}px`;
}

function Hint({ text, waiting }: { text: string; waiting: boolean }) {
  if (text.length >= countFrom) {
    const over = text.length - textLimit;
    return (
      <span className={styles.count} data-over={over > 0} data-testid="composer-count" role="status">
        {over > 0
          ? `${over.toLocaleString('en')} ${over === 1 ? 'character' : 'characters'} too many: shorten the text, or send it in parts.`
          : `${text.length.toLocaleString('en')} of ${textLimit.toLocaleString('en')} characters`}
      </span>
    );
  }
  if (waiting) return 'Is answered after the reply that is being written.';
  return 'Enter sends, Shift + Enter starts a new line';
}
