import type { ClusterUpdate, LogRequest, LogUpdate, RoomsAnswer, RoomUpdate, Update } from '../generated/protocol';
import { createStore } from '../shared/store';
import type { Link, LinkObserver } from './link';
import { offlineAfter, reconnectDelay } from './policy';
import { Subscription, type SubscriptionObserver } from './subscription';

/** Where the connection stands. `retryAt` is when the next attempt begins (browser time, ms); null while one runs. */
export interface ConnectionState {
  kind: 'connecting' | 'connected' | 'reconnecting' | 'offline';
  retryAt: number | null;
}

/** A command could not be sent, or its answer never came: sending the very same command again is safe. */
export class ConnectionLostError extends Error {}

/** A stream that is read. `restart` asks for it anew. */
export interface OpenSubscription {
  restart(): void;
  close(): void;
}

interface HubOptions {
  connect: () => Link;
  /** After a failed attempt: false when the login has expired, so that attempts are pointless. */
  authorized: () => Promise<boolean>;
  random?: () => number;
}

/** An attempt that has neither succeeded nor failed by then is given up. */
const startTimeout = 15_000;

/**
 * The page's connection to the hub: opens it, and opens it again for ever.
 *
 *   stopped ──start──► connecting ──ok──► connected ──closed──► reconnecting ──ok──► connected
 *                          └──failed──► reconnecting ──offlineAfter failures──► offline ──ok──► connected
 *   any ──login expired, stop──► stopped
 */
export class Hub {
  readonly state = createStore<ConnectionState>({ kind: 'connecting', retryAt: null });
  private link: Link | null = null;
  private running = false;
  private attempt = 0;
  private starting: Link | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly subscriptions = new Set<Pick<Subscription<unknown>, 'attach' | 'detach'>>();
  private readonly connectedListeners = new Set<() => void>();
  private readonly disconnectedListeners = new Set<() => void>();

  constructor(private readonly options: HubOptions) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.attempt = 0;
    this.state.set({ kind: 'connecting', retryAt: null });
    addEventListener('online', this.tryNow);
    document.addEventListener('visibilitychange', this.onVisible);
    void this.open();
  }

  stop(): void {
    this.running = false;
    clearTimeout(this.timer);
    removeEventListener('online', this.tryNow);
    document.removeEventListener('visibilitychange', this.onVisible);
    const link = this.link ?? this.starting;
    this.link = null;
    this.starting = null;
    this.detach();
    void link?.stop().catch(() => {});
  }

  /** True while calls go through. */
  get connected(): boolean {
    return this.link !== null;
  }

  /** Does not wait for the next attempt. */
  readonly tryNow = (): void => {
    if (!this.running || this.link || this.starting) return;
    clearTimeout(this.timer);
    void this.open();
  };

  /** Calls a hub method. Throws `ConnectionLostError` when it is not known whether the server has seen the call. */
  async invoke<T>(method: string, ...args: unknown[]): Promise<T> {
    const link = this.link;
    if (!link) throw new ConnectionLostError('Not connected.');
    try {
      return await link.invoke<T>(method, ...args);
    } catch (error) {
      if (this.link !== link) throw new ConnectionLostError('The connection was lost.');
      throw error;
    }
  }

  /** Reads the updates of a chat, or of the home (null), over all connections, until closed. */
  subscribe(chatId: string | null, observer: SubscriptionObserver<Update>): OpenSubscription {
    return this.read('Subscribe', chatId, observer);
  }

  /** Reads what happens in a room, over all connections, until closed. */
  openRoom(roomId: string, observer: SubscriptionObserver<RoomUpdate>): OpenSubscription {
    return this.read('OpenRoom', roomId, observer);
  }

  /** Reads how the cluster stands, over all connections, until closed. */
  watchCluster(observer: SubscriptionObserver<ClusterUpdate>): OpenSubscription {
    return this.read('WatchCluster', undefined, observer);
  }

  /** The rooms with microphones and speakers; a lost connection is made up for by itself. */
  watchRooms(observer: SubscriptionObserver<RoomsAnswer>): OpenSubscription {
    return this.read('WatchRooms', undefined, observer);
  }

  /** The log of the server: its newest lines at each new connection, then what is written. */
  watchLog(request: LogRequest, observer: SubscriptionObserver<LogUpdate>): OpenSubscription {
    return this.read('WatchLog', request, observer);
  }

  /** Reads one stream of the present connection to its end; a lost connection ends it with an error. */
  stream<T>(method: string, args: readonly unknown[], observer: LinkObserver<T>): void {
    if (!this.link) observer.error(new ConnectionLostError('Not connected.'));
    else this.link.stream<T>(method, ...args).subscribe(observer);
  }

  /** Runs at every new connection, the first included. */
  onConnected(listener: () => void): () => void {
    this.connectedListeners.add(listener);
    return () => this.connectedListeners.delete(listener);
  }

  /** Runs whenever the connection is gone. */
  onDisconnected(listener: () => void): () => void {
    this.disconnectedListeners.add(listener);
    return () => this.disconnectedListeners.delete(listener);
  }

  private read<T>(method: string, argument: object | string | null | undefined, observer: SubscriptionObserver<T>): OpenSubscription {
    const subscription = new Subscription(method, argument, observer);
    this.subscriptions.add(subscription);
    if (this.link) subscription.attach(this.link);
    return {
      restart: () => subscription.restart(),
      close: () => {
        subscription.detach();
        this.subscriptions.delete(subscription);
      },
    };
  }

  private detach(): void {
    for (const subscription of this.subscriptions) subscription.detach();
    for (const listener of [...this.disconnectedListeners]) listener();
  }

  private readonly onVisible = (): void => {
    if (document.visibilityState === 'visible') this.tryNow();
  };

  private async open(): Promise<void> {
    const link = this.options.connect();
    this.starting = link;
    this.state.set((s) => ({ kind: s.kind, retryAt: null }));
    link.onclose(() => this.onClosed(link));
    try {
      await withTimeout(link.start(), startTimeout);
    } catch {
      void link.stop().catch(() => {});
      if (this.starting !== link) return;
      // Still `starting`, so that "try now" does not begin a second attempt beside this one.
      const authorized = await this.options.authorized().catch(() => true);
      if (this.starting !== link) return;
      this.starting = null;
      if (!authorized) return this.stop();
      return this.retry();
    }
    if (this.starting !== link) {
      void link.stop().catch(() => {});
      return;
    }
    this.starting = null;
    this.link = link;
    this.attempt = 0;
    this.state.set({ kind: 'connected', retryAt: null });
    for (const subscription of this.subscriptions) subscription.attach(link);
    for (const listener of [...this.connectedListeners]) listener();
  }

  private onClosed(link: Link): void {
    if (this.link !== link) return;
    this.link = null;
    this.detach();
    if (this.running) this.retry();
  }

  private retry(): void {
    const delay = reconnectDelay(this.attempt++, this.options.random);
    this.state.set({ kind: this.attempt > offlineAfter || !navigator.onLine ? 'offline' : 'reconnecting', retryAt: Date.now() + delay });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.open(), delay);
  }
}

function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The server did not answer in time.')), milliseconds);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
