import type { ChatView } from '../generated/protocol';
import type { Sent } from '../state/outbox';

/** When replies are spoken: the setting of the same name. */
type When = string | undefined;

interface Options {
  when: () => When;
  readAloud: (chatId: string, messageId: string) => void;
}

/**
 * Has replies to typed messages spoken: always when the settings say so, and those to corrections of what was said
 * aloud unless nothing is to be spoken. A reply to speech is spoken by its room.
 */
export class SpokenReplies {
  private readonly awaited = new Set<string>();

  constructor(private readonly options: Options) {}

  sent({ turnId, corrects }: Sent): void {
    const when = this.options.when();
    if (when === 'always' || (corrects && when === 'spoken')) this.awaited.add(turnId);
  }

  /** The chat on screen has changed. */
  look(chat: ChatView | null): void {
    if (!chat || this.awaited.size === 0) return;
    for (const message of chat.messages) {
      if (message.turnId === null || message.role !== 'assistant' || message.status === 'waiting' || !this.awaited.delete(message.turnId)) continue;
      if (message.status === 'streaming' || message.status === 'completed') this.options.readAloud(chat.id, message.id);
    }
  }
}
