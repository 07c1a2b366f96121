import type { MessageView } from '../generated/protocol';

/** What a message says, without thoughts and tool calls: for copying and for screen readers. */
export function messageText(message: MessageView): string {
  return message.parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join('\n\n');
}
