import type { PlaybackReport } from '../generated/protocol';

interface Caller {
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
}

/** At least this long between two reports of one speech, in milliseconds. */
const interval = 240;

/** Tells the server how far each speech was played: about four times a second, and at its end, which is never lost. */
export class PlaybackReports {
  private last: PlaybackReport | null = null;
  private lastAt = Number.NEGATIVE_INFINITY;
  private unsent: PlaybackReport | null = null;

  constructor(
    private readonly hub: Caller,
    private readonly roomId: () => string | null,
    private readonly now: () => number = () => performance.now(),
  ) {}

  note(speechId: string, samples: number, ended: boolean): void {
    const roomId = this.roomId();
    if (roomId === null) return;
    const same = this.last?.speechId === speechId;
    if (same && this.last?.ended) return;
    if (!ended && same && (this.last?.samples === samples || this.now() - this.lastAt < interval)) return;
    this.send({ roomId, speechId, samples, ended });
  }

  /** There is a connection again. */
  resend(): void {
    if (this.unsent) this.send(this.unsent);
  }

  private send(report: PlaybackReport): void {
    this.last = report;
    this.lastAt = this.now();
    this.unsent = report;
    this.hub.invoke<void>('ReportPlayback', report).then(
      () => {
        if (this.unsent === report) this.unsent = null;
      },
      () => {
        // It is said again with the next connection, or by the next report.
      },
    );
  }
}
