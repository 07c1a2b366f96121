import type { CommandReply, RoomUpdate, UtteranceUnderstood } from '../generated/protocol';
import { ConnectionLostError, type OpenSubscription } from '../hub/hub';
import type { SubscriptionObserver } from '../hub/subscription';
import { createStore } from '../shared/store';
import { chimeSeconds } from './chime';
import type { Player, PlayerEvents } from './player';
import { PlaybackReports } from './playbackReports';
import { notice, type VoiceNotice } from './problems';
import { emptyRoom, reduceRoom, type LocalUpdate } from './roomView';
import { TalkControl, type TalkSound } from './talkControl';
import type { UploadHub } from './upload';

export interface RoomHub extends UploadHub {
  /** True while calls go through. */
  readonly connected: boolean;
  openRoom(roomId: string, observer: SubscriptionObserver<RoomUpdate>): OpenSubscription;
}

/** What a room needs of a `Player`. */
export type RoomPlayer = Pick<Player, 'prepare' | 'begin' | 'push' | 'complete' | 'stop' | 'hold' | 'resume' | 'close'>;

/** The part that is loaded on demand. */
export interface Sound extends TalkSound {
  Player: new (events: PlayerEvents) => RoomPlayer;
}

export interface RoomOptions {
  hub: RoomHub;
  sound: () => Promise<Sound>;
  /** Somebody was understood: the page shows that chat when it shows none. */
  understood: (update: UtteranceUnderstood) => void;
  /** A timer of this tab fired. */
  ring: (title: string) => void;
  /** The room was opened, for the first time or again. */
  opened?: () => void;
  /** Why no microphone can be opened here. */
  obstacle?: () => VoiceNotice | null;
}

/** Of all speech that comes, unless it says otherwise; in Hz. */
const speechRate = 24_000;

/** The room of this tab: what is said and heard in it. The server decides what happens; microphone and speaker are here. */
export class Room {
  readonly view = createStore(emptyRoom);
  readonly talk: TalkControl;
  private roomId: string | null = null;
  private name: (roomId: string | null) => void = () => {};
  private named: Promise<string | null> = new Promise((resolve) => (this.name = resolve));
  private stream: OpenSubscription | null = null;
  private stopHearing: () => void = () => {};
  private readonly reports: PlaybackReports;
  private player: Promise<RoomPlayer> | null = null;
  /** The last speech that was played to its end or stopped here: the server may not know it yet, and send it again. */
  private overId: string | null = null;
  /** What was stopped while there was no connection, to be said with the next one. */
  private owed: 'StopRoom' | 'StopSpeaking' | null = null;

  constructor(private readonly options: RoomOptions) {
    this.reports = new PlaybackReports(options.hub, () => this.roomId);
    this.talk = new TalkControl({
      hub: options.hub,
      sound: options.sound,
      roomId: () => this.named,
      connected: () => options.hub.connected,
      view: () => this.view.get(),
      update: (update) => this.update(update),
      ...(options.obstacle ? { obstacle: options.obstacle } : {}),
    });
  }

  get id(): string | null {
    return this.roomId;
  }

  /** Opens the room at the server, and again with each connection. */
  open(roomId: string): void {
    this.roomId = roomId;
    this.name(roomId);
    this.stream = this.options.hub.openRoom(roomId, { next: (update) => this.take(update) });
    this.stopHearing = this.options.hub.onDisconnected(() => {
      this.update({ type: 'disconnected' });
      this.talk.disconnected();
    });
    document.addEventListener('visibilitychange', this.onVisibility);
  }

  close(): void {
    this.stream?.close();
    this.stream = null;
    this.stopHearing();
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.talk.drop();
    void this.player?.then((player) => player.close()).catch(() => {});
    this.player = null;
    this.roomId = null;
    this.owed = null;
    this.name(null);
    this.named = new Promise((resolve) => (this.name = resolve));
    this.view.set(emptyRoom);
  }

  /** Asks where the room stands, after settings have changed. */
  refresh(): void {
    this.stream?.restart();
  }

  /** Starts what a reply needs, while the person's gesture still counts. */
  prepare(): void {
    this.play((player) => player.prepare(speechRate));
  }

  /** Stops everything here at once: listening, answering, speaking. */
  async stop(): Promise<void> {
    this.talk.drop();
    this.silencePlayer();
    this.update({ type: 'stopped' });
    await this.callStop('StopRoom');
  }

  /** Stops speaking; the reply goes on in writing, and a microphone stays open. */
  async stopSpeaking(): Promise<void> {
    this.silencePlayer();
    await this.callStop('StopSpeaking');
  }

  async readAloud(chatId: string, messageId: string): Promise<void> {
    this.prepare();
    const reply = await this.call<CommandReply>('ReadAloud', { roomId: this.roomId, chatId, messageId });
    if (reply?.accepted !== false) return;
    const { title, detail } = reply.error ?? { title: 'Nothing can be read aloud now.', detail: '' };
    this.notify({ kind: 'engine', title, detail, action: 'speech-settings' });
  }

  /** In a click: lets the browser play what it has held back. */
  resumeSound(): void {
    this.play((player) => void player.resume());
    this.update({ type: 'blocked', blocked: false });
  }

  /** The message of an utterance is on screen. */
  settle(messageId: string): void {
    this.update({ type: 'settled', messageId });
  }

  notify(value: VoiceNotice | null): void {
    this.update({ type: 'notice', notice: value });
  }

  private take(update: RoomUpdate): void {
    if (update.type === 'speech' && update.speechId === this.overId) return;
    this.update(update);
    switch (update.type) {
      case 'opened':
        this.talk.connected();
        this.reports.resend();
        if (this.owed) void this.callStop(this.owed);
        this.options.opened?.();
        break;
      case 'microphoneClosed':
        this.talk.microphoneClosed(update);
        break;
      case 'utteranceStarted':
        this.talk.speechBegan(update.utteranceId);
        break;
      case 'utteranceEnded':
      case 'utteranceFailed':
        this.talk.utteranceOver(update.utteranceId);
        break;
      case 'understood':
        this.talk.noteChat(update.chatId);
        this.options.understood(update);
        break;
      case 'speech':
        this.play((player) => player.begin(update.speechId, update.sampleRate, update.firstSample));
        break;
      case 'frame':
        this.play((player) => player.push(update.speechId, update.sample, update.pcm));
        break;
      case 'speechComplete':
        this.play((player) => player.complete(update.speechId, update.samples));
        break;
      case 'speechStopped':
        this.play((player) => player.stop());
        break;
      case 'ring':
        this.play((player) => {
          player.prepare(speechRate);
          player.hold(chimeSeconds);
        });
        this.options.ring(update.title);
        break;
    }
  }

  /** Stopping is not forgotten when the connection is gone: it is said again with the next one. */
  private async callStop(method: 'StopRoom' | 'StopSpeaking'): Promise<void> {
    const { roomId } = this;
    if (roomId === null) return;
    this.owed = this.owed === 'StopRoom' ? 'StopRoom' : method;
    const said = this.owed;
    try {
      await this.options.hub.invoke<void>(said, { roomId });
    } catch (error) {
      if (this.roomId !== roomId) return;
      this.notify(callProblem(error));
      if (error instanceof ConnectionLostError) return;
    }
    if (this.owed === said) this.owed = null;
  }

  private silencePlayer(): void {
    this.overId = this.view.get().speech?.id ?? this.overId;
    if (this.player) this.play((player) => player.stop());
  }

  private play(what: (player: RoomPlayer) => void): void {
    // Promises run in the order in which they were asked, so the frames stay in order.
    void this.load().then(
      (player) => what(player),
      () => {
        this.player = null;
        this.notify({ kind: 'failed', title: 'Voice could not be loaded.', detail: 'Check the connection, then reload the page.', action: null });
      },
    );
  }

  private load(): Promise<RoomPlayer> {
    this.player ??= this.options.sound().then(
      ({ Player }) =>
        new Player({
          position: (speechId, samples, ended) => {
            this.reports.note(speechId, samples, ended);
            if (ended) this.overId = speechId;
            this.update({ type: 'position', speechId, samples, ended });
          },
          blocked: (blocked) => this.update({ type: 'blocked', blocked }),
          failed: (error) =>
            this.notify({ kind: 'failed', title: 'This browser cannot play speech.', detail: error instanceof Error ? error.message : String(error), action: null }),
        }),
    );
    return this.player;
  }

  private readonly onVisibility = (): void => {
    if (document.visibilityState === 'hidden') this.talk.hidden();
  };

  private async call<T = void>(method: string, request: object): Promise<T | null> {
    const { roomId } = this;
    if (roomId === null) return null;
    try {
      return await this.options.hub.invoke<T>(method, request);
    } catch (error) {
      // Of a room that was left nobody wants to know.
      if (this.roomId === roomId) this.notify(callProblem(error));
      return null;
    }
  }

  private update(update: LocalUpdate | RoomUpdate): void {
    this.view.set((view) => reduceRoom(view, update));
  }
}

function callProblem(error: unknown): VoiceNotice {
  if (error instanceof ConnectionLostError) return notice('no-connection');
  return { kind: 'failed', title: 'That did not work.', detail: error instanceof Error ? error.message : String(error), action: null };
}
