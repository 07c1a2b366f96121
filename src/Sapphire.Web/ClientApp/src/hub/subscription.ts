import type { Link } from './link';

export interface SubscriptionObserver<T> {
  next(update: T): void;
  /** The server ended the stream with an error, while the connection holds. It is asked again by itself. */
  error?(message: string): void;
}

const retryDelays = [250, 1_000, 2_000, 5_000];

/** The server's code in front of the error's words. */
export function isUnknownChat(message: string): boolean {
  return /\bunknown-chat\b/.test(message);
}

/**
 * One server stream that outlives connections: opened anew on each, and whenever the reader has found a gap.
 * An unknown chat ends it until the next connection.
 *
 *   closed ──attach──► open ──error, complete──► waiting ──delay──► open
 *                      open ──restart──► open (at once, or after a delay when it was restarted a moment ago)
 *                      open, waiting ──detach──► closed
 */
export class Subscription<T> {
  private link: Link | null = null;
  private stream: { dispose(): void } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Items of a stream that was left behind are not the reader's any more. */
  private generation = 0;
  private failures = 0;
  private lastRestart = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly method: string,
    /** What the stream is of; undefined where the method takes nothing. */
    private readonly argument: object | string | null | undefined,
    private readonly observer: SubscriptionObserver<T>,
  ) {}

  /** The connection stands: ask for where things stand and what follows. */
  attach(link: Link): void {
    this.detach();
    this.link = link;
    this.failures = 0;
    this.open();
  }

  /** The connection is gone, or nobody reads any more. */
  detach(): void {
    clearTimeout(this.timer);
    this.generation++;
    this.stream?.dispose();
    this.stream = null;
    this.link = null;
  }

  /** Asks for a new snapshot: what is held does not fit what comes. */
  restart(): void {
    if (!this.link) return;
    this.leave();
    const wait = Math.max(0, this.lastRestart + 500 - Date.now());
    this.later(wait, () => {
      this.lastRestart = Date.now();
    });
  }

  private leave(): void {
    clearTimeout(this.timer);
    this.generation++;
    this.stream?.dispose();
    this.stream = null;
  }

  private later(delay: number, before: () => void = () => {}): void {
    const open = () => {
      before();
      this.open();
    };
    clearTimeout(this.timer);
    if (delay === 0) open();
    else this.timer = setTimeout(open, delay);
  }

  private open(): void {
    if (!this.link) return;
    const generation = ++this.generation;
    const mine = () => generation === this.generation;
    const again = () => {
      this.stream = null;
      this.later(retryDelays[Math.min(this.failures++, retryDelays.length - 1)]!);
    };
    this.stream = this.link.stream<T>(this.method, ...(this.argument === undefined ? [] : [this.argument])).subscribe({
      next: (update) => {
        if (!mine()) return;
        this.failures = 0;
        this.observer.next(update);
      },
      error: (error) => {
        if (!mine()) return;
        const message = error instanceof Error ? error.message : String(error);
        // A chat that does not exist does not come into being by asking; the next connection asks once more.
        if (isUnknownChat(message)) this.stream = null;
        else again();
        this.observer.error?.(message);
      },
      complete: () => {
        if (mine()) again();
      },
    });
  }
}
