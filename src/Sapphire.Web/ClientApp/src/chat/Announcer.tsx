import { useEffect, useRef, useState } from 'react';
import type { MessageStatus, MessageView } from '../generated/protocol';
import { messageText } from './messageText';

/** Tells a screen reader of finished replies, once each and whole; never of single words. */
export function Announcer({ messages }: { messages: readonly MessageView[] }) {
  const [said, setSaid] = useState('');
  const before = useRef<Map<string, MessageStatus> | null>(null);

  useEffect(() => {
    const known = before.current;
    before.current = new Map(messages.map((m) => [m.id, m.status]));
    // What was there when the chat was opened is not news.
    if (!known) return;
    const words = messages
      .filter((m) => m.role === 'assistant' && known.get(m.id) !== m.status && isOver(m.status))
      .filter((m) => known.has(m.id) || m === messages.at(-1))
      .map(announce);
    if (words.length > 0) setSaid(words.join(' '));
  }, [messages]);

  return (
    <div className="visually-hidden" role="status" aria-live="polite" data-testid="announcer">{said}</div>
  );
}

function isOver(status: MessageStatus): boolean {
  return status !== 'waiting' && status !== 'streaming';
}

function announce(message: MessageView): string {
  switch (message.status) {
    case 'failed':
      return `The reply failed: ${message.error?.title ?? ''} ${message.error?.detail ?? ''}`;
    case 'cancelled':
      return 'The reply was stopped.';
    case 'interrupted':
      return 'The reply was interrupted.';
    default:
      return `Sapphire: ${messageText(message)}`;
  }
}
