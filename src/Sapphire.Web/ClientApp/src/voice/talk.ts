import type { MicrophoneMode, MicrophoneRequest } from '../generated/protocol';
import { uuid7 } from '../shared/uuid';
import type { Microphone, OpenMicrophone } from './microphone';
import type { TalkMode } from './roomView';
import { Upload, type UploadEnd, type UploadHub } from './upload';

export interface TalkEvents {
  opened(): void;
  level(level: number): void;
  /** The microphone could not be opened. */
  failed(error: unknown): void;
  /** The device was unplugged. */
  lost(): void;
  /** The server reads it no more, for a reason that it did not ask for itself. */
  ended(how: UploadEnd, error: unknown): void;
}

/**
 * One use of the microphone. It captures from the moment in which the button goes down, and keeps what is said until it
 * is known whether the button is held or was tapped.
 *
 *   opening ──granted──► capturing ──decided──► uploading ──finish──► closing ──last frame──► over
 *   any ──abandon, refused──► over
 */
export class Talk {
  microphoneId = uuid7();
  private device: Microphone | null = null;
  private upload: Upload | null = null;
  private held: Int16Array[] = [];
  private over = false;
  private finishing = false;

  constructor(
    private readonly hub: UploadHub,
    private readonly roomId: string,
    /** Null while it is not known yet. */
    public mode: TalkMode | null,
    public chatId: string | null,
    private readonly events: TalkEvents,
  ) {}

  /** True once sound comes. */
  get capturing(): boolean {
    return this.device !== null;
  }

  get finished(): boolean {
    return this.over || this.finishing;
  }

  async open(open: OpenMicrophone): Promise<void> {
    try {
      const device = await open({
        frame: (pcm, level) => this.take(pcm, level),
        lost: () => {
          if (!this.finished) this.events.lost();
        },
      });
      this.device = device;
      if (this.finished) await device.close();
      else this.events.opened();
    } catch (error) {
      if (this.over) return;
      this.over = true;
      this.events.failed(error);
    }
  }

  decide(mode: TalkMode): void {
    this.mode = mode;
    if (this.held.length > 0) this.start();
  }

  /** Goes on in another chat: under a new id, since a microphone belongs to one. */
  move(chatId: string | null): void {
    this.chatId = chatId;
    const upload = this.upload;
    this.upload = null;
    this.microphoneId = uuid7();
    upload?.finish();
  }

  /** The person let go: what was said until now counts. */
  async finish(): Promise<void> {
    if (this.finished) return;
    this.finishing = true;
    await this.device?.close();
    if (this.over) return;
    if (this.held.length > 0 && this.mode !== null) this.start();
    this.upload?.finish();
    // Without a frame there was no upload: nothing will tell that it is over.
    if (!this.upload) this.over = true;
  }

  /** What was said does not count. */
  abandon(): void {
    if (this.over) return;
    this.over = true;
    this.held = [];
    this.upload?.abandon();
    if (!this.finishing) void this.device?.close();
  }

  private take(pcm: Int16Array, level: number): void {
    if (this.over) return;
    this.events.level(level);
    if (this.upload) this.upload.push(pcm);
    else {
      this.held.push(pcm);
      if (this.mode !== null) this.start();
    }
  }

  private start(): void {
    const mode: MicrophoneMode = this.mode === 'hold' ? 'pushToTalk' : 'handsFree';
    const request: MicrophoneRequest = { roomId: this.roomId, microphoneId: this.microphoneId, mode, chatId: this.chatId };
    const upload = new Upload(this.hub, request, (how, error) => {
      // One that was left for another chat says nothing about this one.
      if (this.upload !== upload || this.over) return;
      const asked = this.finishing;
      this.over = true;
      if (!asked) void this.device?.close();
      this.events.ended(asked && how === 'done' ? 'done' : how, error);
    });
    this.upload = upload;
    const held = this.held;
    this.held = [];
    for (const pcm of held) upload.push(pcm);
  }
}
