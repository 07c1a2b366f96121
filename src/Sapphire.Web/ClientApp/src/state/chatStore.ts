import type { ChatView, Update } from '../generated/protocol';
import type { SubscriptionObserver } from '../hub/subscription';
import { createStore } from '../shared/store';
import { reduceAll } from './chatReducer';
import { createBatcher } from './frames';
import type { Outbox } from './outbox';

/** The chat on screen. `error` is why its stream ended, while nothing newer has come. */
export interface OpenChat {
  chatId: string | null;
  chat: ChatView | null;
  error: string | null;
}

interface Subscriber {
  subscribe(chatId: string | null, observer: SubscriptionObserver<Update>): { restart(): void; close(): void };
}

const closed: OpenChat = { chatId: null, chat: null, error: null };
const cacheSize = 12;

/** Keeps the open chat equal to the server's. Deltas are gathered and applied once a frame. */
export class ChatStore {
  readonly state = createStore<OpenChat>(closed);
  private subscription: { restart(): void; close(): void } | null = null;
  private queue: Update[] = [];
  private readonly batcher = createBatcher(() => this.flush());
  /** Chats seen before, so that going back to one shows it at once; its snapshot then replaces it. */
  private readonly cache = new Map<string, ChatView>();

  constructor(
    private readonly hub: Subscriber,
    private readonly outbox: Outbox,
  ) {
    outbox.onCreated((chatId) => {
      if (this.state.get().chatId === chatId && !this.subscription) this.subscribe(chatId);
    });
  }

  /** Shows a chat; null shows none. */
  open(chatId: string | null): void {
    if (this.state.get().chatId === chatId) return;
    this.close();
    this.state.set(chatId === null ? closed : { chatId, chat: this.cache.get(chatId) ?? null, error: null });
    // A chat that is still in the outbox is unknown to the server.
    if (chatId !== null && !this.outbox.isUncreated(chatId)) this.subscribe(chatId);
  }

  /** Forgets everything: another person may log in. */
  reset(): void {
    this.close();
    this.cache.clear();
    this.state.set(closed);
  }

  private close(): void {
    this.subscription?.close();
    this.subscription = null;
    this.queue = [];
    this.batcher.cancel();
  }

  private subscribe(chatId: string): void {
    this.subscription = this.hub.subscribe(chatId, {
      next: (update) => {
        this.queue.push(update);
        this.batcher.ask();
      },
      error: (message) => {
        this.flush();
        this.state.set((s) => ({ ...s, error: message }));
      },
    });
  }

  private flush(): void {
    this.batcher.cancel();
    const updates = this.queue;
    this.queue = [];
    const { chatId, chat: before } = this.state.get();
    if (updates.length === 0 || chatId === null) return;
    const { chat, resubscribe } = reduceAll(before, updates);
    if (resubscribe) this.subscription?.restart();
    if (chat) {
      this.remember(chat);
      this.outbox.settle(chatId, {
        commandIds: new Set(chat.messages.map((m) => m.commandId).filter((id) => id !== null)),
        messageIds: new Set(chat.messages.map((m) => m.id)),
      });
    }
    this.state.set({ chatId, chat, error: null });
  }

  private remember(chat: ChatView): void {
    this.cache.delete(chat.id);
    this.cache.set(chat.id, chat);
    const oldest = this.cache.keys().next().value;
    if (this.cache.size > cacheSize && oldest !== undefined) this.cache.delete(oldest);
  }
}
