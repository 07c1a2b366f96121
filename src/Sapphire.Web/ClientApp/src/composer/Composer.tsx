import { ActionIcon, Tooltip } from '@mantine/core';
import { type ClipboardEvent, type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ContextView, ImageContentPart } from '../generated/protocol';
import { ImageIcon, SendIcon, StopIcon } from '../shared/icons';
import { useSelect, useStore } from '../shared/store';
import { isOverlayOpen } from '../shell/useShortcuts';
import { registerActions } from '../state/actions';
import { readDraft, writeDraft } from '../state/drafts';
import { focusComposer } from '../state/ui';
import { VoiceButtons } from '../voice/ui/VoiceButtons';
import { VoiceStatus } from '../voice/ui/VoiceStatus';
import { attach, attachmentsOf, attachmentStore, mostImages, takeAttachments } from './attachments';
import { AttachmentStrip } from './AttachmentStrip';
import { ContextGauge } from './ContextGauge';
import { acceptedTypes, imagesOf } from './pictures';
import { useDropped } from './useDropped';
import styles from './composer.module.css';

/** The server's bound, in UTF-16 units as it counts them. */
export const textLimit = 100_000;
const countFrom = 90_000;

interface Props {
  /** Null for the chat that does not exist yet. */
  chatId: string | null;
  onSend: (text: string, images?: ImageContentPart[]) => void;
  /** Stops what runs: the reply that is being written, and voice; null when nothing does. */
  onStop: (() => void) | null;
  /** What of the chat the model is sent; null while that is not known. */
  context?: ContextView | null;
}

export function Composer({ chatId, onSend, onStop, context = null }: Props) {
  const [text, setText] = useState(() => readDraft(chatId));
  const field = useRef<HTMLTextAreaElement>(null);
  const focusAsked = useStore(focusComposer);
  const tooLong = text.length > textLimit;
  const attached = useSelect(attachmentStore, attachmentsOf(chatId));
  const picker = useRef<HTMLInputElement>(null);
  const [overflow, setOverflow] = useState(0);
  const noWords = text.trim() === '';
  const empty = noWords && attached.length === 0;
  const blocked = empty || tooLong || attached.some((item) => item.state !== 'ready');

  const add = useCallback((files: File[]) => setOverflow(attach(chatId, files)), [chatId]);
  const over = useDropped(add);
  useEffect(() => registerActions('composer', () => [{ id: 'chat.attach', group: 'Chat', title: 'Attach images …', keywords: 'picture photo file upload', run: () => picker.current?.click() }]), []);

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
    if (blocked) return;
    const images = takeAttachments(chatId);
    setOverflow(0);
    // The draft goes now: sending may lead to another page, whose composer reads it.
    writeDraft(chatId, '');
    setText('');
    if (images.length === 0) onSend(text.trim());
    else onSend(text.trim(), images);
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

  function onPaste(event: ClipboardEvent) {
    // What is copied from a page may come as words and as an image of them; the words are meant.
    const images = event.clipboardData.types.includes('text/plain') ? [] : imagesOf(event.clipboardData.files);
    if (images.length === 0) return;
    event.preventDefault();
    add(images);
  }

  return (
    <div className={styles.wrap}>
      <VoiceStatus onRestore={(words) => setText((typed) => (typed.trim() === '' ? words : `${typed.trimEnd()} ${words}`))} />
      <div className={styles.box} data-filled={!empty} data-over={over} data-images={attached.length > 0}>
        <AttachmentStrip chatId={chatId} items={attached} />
        <input
          ref={picker}
          type="file"
          accept={acceptedTypes}
          multiple
          hidden
          data-testid="image-picker"
          onChange={(event) => {
            add(imagesOf(event.currentTarget.files));
            // The same file can be chosen again.
            event.currentTarget.value = '';
          }}
        />
        <Tooltip label="Attach images">
          <ActionIcon className={styles.attach ?? ''} size={38} radius="xl" variant="subtle" color="gray" aria-label="Attach images" data-testid="attach" onClick={() => picker.current?.click()}>
            <ImageIcon size={20} />
          </ActionIcon>
        </Tooltip>
        <textarea
          ref={field}
          id="composer"
          dir="auto"
          className={styles.field}
          rows={1}
          placeholder={over ? 'Drop images here' : 'Message Sapphire'}
          aria-label="Message"
          aria-describedby="composer-hint"
          aria-invalid={tooLong}
          enterKeyHint="send"
          data-testid="composer"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
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
          <ActionIcon size={38} radius="xl" variant="filled" aria-label="Send" data-testid="send" disabled={blocked} onClick={send}>
            <SendIcon size={20} />
          </ActionIcon>
        )}
      </div>
      <div className={styles.under}>
        <div id="composer-hint" className={styles.hint} data-quiet={text.length < countFrom && overflow === 0 && attached.length === 0}>
          <Hint text={text} waiting={onStop !== null && !empty} overflow={overflow} blind={attached.length > 0 && context !== null && !context.sees ? context.model : null} />
        </div>
        <ContextGauge context={context} />
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

function Hint({ text, waiting, overflow, blind }: { text: string; waiting: boolean; overflow: number; blind: string | null }) {
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
  if (overflow > 0) return <span role="status" data-testid="images-overflow">At most {mostImages} images go with one message; {overflow} {overflow === 1 ? 'was' : 'were'} left out.</span>;
  if (blind !== null) return <span role="status" data-testid="images-blind">{blind} does not see images: it is only told that there are some.</span>;
  if (waiting) return 'Is answered after the reply that is being written.';
  return 'Enter sends, Shift + Enter starts a new line';
}
