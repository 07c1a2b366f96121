import { ConnectionLostError } from '../hub/hub';
import type { CommandReply, CreateChatRequest, ImageContentPart, SendRequest } from '../generated/protocol';
import { readStored, writeStored } from '../shared/storage';
import { createStore } from '../shared/store';
import { uuid7 } from '../shared/uuid';

/**
 * A message that was typed and is not yet on screen as the server's.
 *
 *   sending ──accepted──► sent ──seen in the chat──► (gone)
 *   sending ──no connection, server fault──► unsent ──resend, reconnect──► sending (the same command id)
 *   sending ──bad message──► refused ──discard──► (gone)
 */
export interface OutboxItem {
  commandId: string;
  chatId: string;
  /** The command that creates the chat first; null once it exists. */
  createCommandId: string | null;
  text: string;
  createdAt: string;
  state: 'sending' | 'sent' | 'unsent' | 'refused';
  title: string;
  detail: string;
  messageId: string | null;
  /** The user message that this one corrects. */
  replaces: string | null;
  /** Pictures that were uploaded before. */
  images?: readonly ImageContentPart[] | null;
}

/** A message that the server has stored, and the turn that answers it. */
export interface Sent {
  chatId: string;
  turnId: string;
  /** It corrects what was said aloud, so its reply is spoken like that one's. */
  corrects: boolean;
}

interface Caller {
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
}

const prefix = 'sapphire.outbox.';

export class Outbox {
  readonly items = createStore<readonly OutboxItem[]>([]);
  private readonly busy = new Set<string>();
  private readonly createdListeners = new Set<(chatId: string) => void>();

  private readonly sentListeners = new Set<(sent: Sent) => void>();

  /** `roomId` is the room of this tab, where timers are to ring. */
  constructor(
    private readonly hub: Caller,
    private readonly roomId: () => string | null = () => null,
  ) {
    this.items.set(loadItems());
  }

  /** Puts a message in the box and sends it. `create` makes its chat first; `replaces` is said anew. */
  add(chatId: string, text: string, create: boolean, replaces: string | null = null, images: readonly ImageContentPart[] | null = null): OutboxItem {
    const creating = this.items.get().find((i) => i.chatId === chatId && i.createCommandId !== null)?.createCommandId ?? null;
    const item: OutboxItem = {
      commandId: uuid7(),
      chatId,
      createCommandId: creating ?? (create ? uuid7() : null),
      text,
      createdAt: new Date().toISOString(),
      state: 'sending',
      title: '',
      detail: '',
      messageId: null,
      replaces,
      images,
    };
    this.items.set((items) => [...items, item]);
    save(item);
    void this.pump(chatId);
    return item;
  }

  /** Sends everything again that has not arrived. Called at every new connection. */
  flush(): void {
    const chats = new Set(this.items.get().filter((i) => i.state === 'unsent' || i.state === 'sending').map((i) => i.chatId));
    for (const chatId of chats) this.resend(chatId);
  }

  /** Sends the unsent messages of a chat again, in their order. */
  resend(chatId: string): void {
    this.change((i) => i.chatId === chatId && i.state === 'unsent', { state: 'sending', title: '', detail: '' });
    void this.pump(chatId);
  }

  discard(commandId: string): void {
    this.remove((i) => i.commandId === commandId);
  }

  /** These commands and messages are on screen as the server's now. */
  settle(chatId: string, seen: { commandIds: ReadonlySet<string>; messageIds: ReadonlySet<string> }): void {
    this.remove((i) => i.chatId === chatId && (seen.commandIds.has(i.commandId) || (i.messageId !== null && seen.messageIds.has(i.messageId))));
  }

  /** True while the server does not know the chat yet. */
  isUncreated(chatId: string): boolean {
    return this.items.get().some((i) => i.chatId === chatId && i.createCommandId !== null);
  }

  onCreated(listener: (chatId: string) => void): () => void {
    this.createdListeners.add(listener);
    return () => this.createdListeners.delete(listener);
  }

  /** Told of each message that the server has stored. */
  onSent(listener: (sent: Sent) => void): () => void {
    this.sentListeners.add(listener);
    return () => this.sentListeners.delete(listener);
  }

  /** One message of a chat after the other, so that they arrive in order. */
  private async pump(chatId: string): Promise<void> {
    if (this.busy.has(chatId)) return;
    this.busy.add(chatId);
    try {
      for (;;) {
        const item = this.items.get().find((i) => i.chatId === chatId && i.state === 'sending');
        if (!item) return;
        if (!(await this.deliver(item))) return;
      }
    } finally {
      this.busy.delete(chatId);
    }
  }

  /** False when nothing more can be sent now. */
  private async deliver(item: OutboxItem): Promise<boolean> {
    try {
      if (item.createCommandId !== null) {
        const create: CreateChatRequest = { commandId: item.createCommandId, chatId: item.chatId, title: null };
        const created = await this.hub.invoke<CommandReply>('Create', create);
        if (!created.accepted && created.error?.code !== 'exists') return this.refuse(item, created);
        this.change((i) => i.chatId === item.chatId, { createCommandId: null });
        for (const listener of [...this.createdListeners]) listener(item.chatId);
      }
      const send: SendRequest = { commandId: item.commandId, chatId: item.chatId, text: item.text, roomId: this.roomId(), replaces: item.replaces ?? null, images: item.images ?? null };
      const reply = await this.hub.invoke<CommandReply>('Send', send);
      if (!reply.accepted) return this.refuse(item, reply);
      this.change((i) => i.commandId === item.commandId, { state: 'sent', messageId: reply.messageId });
      const { turnId } = reply;
      if (turnId !== null) for (const listener of [...this.sentListeners]) listener({ chatId: item.chatId, turnId, corrects: send.replaces !== null });
      return true;
    } catch (error) {
      const lost = error instanceof ConnectionLostError;
      this.hold(
        item.chatId,
        lost ? 'Not sent yet.' : 'Not sent.',
        lost ? 'It is sent by itself when the connection is back.' : error instanceof Error ? error.message : String(error),
      );
      return false;
    }
  }

  private refuse(item: OutboxItem, reply: CommandReply): boolean {
    const { title, detail, retryable } = reply.error ?? { title: 'The message was refused.', detail: '', retryable: false };
    if (retryable) {
      this.hold(item.chatId, title, detail);
      return false;
    }
    this.change((i) => i.commandId === item.commandId, { state: 'refused', title, detail });
    return true;
  }

  /** What cannot be sent now waits, with all that stands behind it. */
  private hold(chatId: string, title: string, detail: string): void {
    this.change((i) => i.chatId === chatId && i.state === 'sending', { state: 'unsent', title, detail });
  }

  private change(which: (item: OutboxItem) => boolean, to: Partial<OutboxItem>): void {
    if (!this.items.get().some(which)) return;
    this.items.set((items) =>
      items.map((item) => {
        if (!which(item)) return item;
        const changed = { ...item, ...to };
        save(changed);
        return changed;
      }),
    );
  }

  private remove(which: (item: OutboxItem) => boolean): void {
    const gone = this.items.get().filter(which);
    if (gone.length === 0) return;
    for (const item of gone) writeStored(prefix + item.commandId, null);
    this.items.set((items) => items.filter((item) => !which(item)));
  }
}

/** What the server has stored needs no second home here. */
function save(item: OutboxItem): void {
  writeStored(prefix + item.commandId, item.state === 'sent' ? null : item);
}

function isItem(value: unknown): value is OutboxItem {
  const item = value as Partial<OutboxItem> | null;
  return typeof item?.commandId === 'string' && typeof item.chatId === 'string' && typeof item.text === 'string' && typeof item.createdAt === 'string';
}

function loadItems(): OutboxItem[] {
  let keys: string[];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
  return keys
    .map((key) => readStored(key, isItem))
    .filter((item) => item !== null)
    .map((item) => (item.state === 'refused' ? item : { ...item, state: 'unsent' as const }))
    .sort((a, b) => (a.commandId < b.commandId ? -1 : 1));
}
