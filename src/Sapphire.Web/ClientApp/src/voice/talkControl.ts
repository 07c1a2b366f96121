import type { MicrophoneClosed } from '../generated/protocol';
import { createStore } from '../shared/store';
import type { OpenMicrophone } from './microphone';
import { microphoneProblem, notice, obstacle, type VoiceNotice } from './problems';
import type { LocalUpdate, RoomView, TalkMode } from './roomView';
import type { Talk } from './talk';
import type { UploadEnd, UploadHub } from './upload';

export interface TalkSound {
  openMicrophone: OpenMicrophone;
  Talk: typeof Talk;
}

interface Options {
  hub: UploadHub;
  sound: () => Promise<TalkSound>;
  /** The room, as soon as it has its id; null when the page is left before. */
  roomId: () => Promise<string | null>;
  connected: () => boolean;
  view: () => RoomView;
  update: (update: LocalUpdate) => void;
  /** Why no microphone can be opened here. */
  obstacle?: () => VoiceNotice | null;
}

/** A button that goes up sooner was tapped, not held; in milliseconds. */
export const tapTime = 300;
/** A tapped microphone that hears nobody is closed, in milliseconds. The server says "nothing heard" before. */
export const patience = 9_000;
/** A microphone without a connection is closed, in milliseconds: the frames kept for it end then. */
export const longestCut = 10_000;

/**
 * When the microphone of this tab is open.
 *
 *   off ──press──► opening ──held──► hold ──release, tab hidden──► off
 *                  opening ──tap──► once ──utterance over, second tap, tab hidden, silence──► off
 *   off ──switch──► handsFree ──switch, stop──► off
 */
export class TalkControl {
  /** How loud the microphone is, 0 to 1 (RMS). */
  readonly level = createStore(0);
  private talk: Talk | null = null;
  /** Grows with each opening, so that one that was left while its code was loading does nothing. */
  private opening = 0;
  private mode: TalkMode | null = null;
  private chatId: string | null = null;
  /** The last utterance that began, and the last one before this microphone was opened: that one's end is not its business. */
  private utterance: string | null = null;
  private earlier: string | null = null;
  /** What was opened last, for another try. */
  private lastMode: TalkMode | null = null;
  private pressed: { at: number; timer: ReturnType<typeof setTimeout> } | null = null;
  private silence: ReturnType<typeof setTimeout> | undefined;
  private cut: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: Options) {}

  /** The button goes down: capture begins at once, whatever the press will turn out to be. */
  press(chatId: string | null): void {
    if (this.active) {
      // A second tap ends what a tap began; hands-free has its own switch.
      if (this.mode === 'once') void this.finish();
      return;
    }
    if (!this.begin(null, chatId)) return;
    this.pressed = { at: performance.now(), timer: setTimeout(() => this.decide('hold'), tapTime) };
  }

  /** The button goes up. */
  release(): void {
    const pressed = this.pressed;
    this.pressed = null;
    if (!pressed || !this.active) return;
    clearTimeout(pressed.timer);
    // Who had to let go to answer the browser's question has not said anything yet.
    if (performance.now() - pressed.at < tapTime || !this.talk?.capturing) this.decide('once');
    else void this.finish();
  }

  setHandsFree(on: boolean, chatId: string | null): void {
    if (on === this.handsFree) return;
    this.drop();
    if (on) this.begin('handsFree', chatId);
  }

  /** The page shows another chat: what is said from now on is said there. */
  show(chatId: string | null): void {
    if (!this.handsFree || this.chatId === chatId) return;
    this.chatId = chatId;
    this.talk?.move(chatId);
  }

  /** An utterance made the chat that there was none of. */
  noteChat(chatId: string): void {
    if (this.chatId !== null) return;
    this.chatId = chatId;
    if (this.talk) this.talk.chatId = chatId;
  }

  /** What was said until now counts. False when it was closed otherwise meanwhile. */
  async finish(): Promise<boolean> {
    const { talk, opening } = this;
    this.clearTimers();
    await talk?.finish();
    if (opening !== this.opening) return false;
    this.close();
    return true;
  }

  /** What was said does not count. */
  drop(): void {
    this.talk?.abandon();
    if (this.active) this.close();
  }

  /** As the last time, without a hand that holds a button. */
  retry(chatId: string | null): void {
    if (this.lastMode === 'handsFree') return this.setHandsFree(true, chatId);
    this.press(chatId);
    this.release();
  }

  speechBegan(utteranceId: string): void {
    this.utterance = utteranceId;
    clearTimeout(this.silence);
  }

  /** Null when nobody spoke. */
  utteranceOver(utteranceId: string | null): void {
    if (utteranceId !== null && utteranceId === this.earlier) return;
    if (this.mode === 'once') void this.finish();
  }

  microphoneClosed({ microphoneId, lostFrames }: MicrophoneClosed): void {
    if (this.talk?.microphoneId !== microphoneId) return;
    this.drop();
    // A tenth of a second is not worth a word.
    if (lostFrames > 5 && !this.options.view().notice) {
      this.notify({ kind: 'note', title: 'Some sound was lost on its way.', detail: `${(lostFrames / 50).toFixed(1)} s of what the microphone heard did not arrive.`, action: null });
    }
  }

  connected(): void {
    clearTimeout(this.cut);
  }

  disconnected(): void {
    clearTimeout(this.cut);
    if (!this.active) return;
    this.cut = setTimeout(() => {
      if (!this.active) return;
      this.drop();
      this.notify(notice('connection-lost'));
    }, longestCut);
  }

  /** The tab is hidden. What a person holds, they do not hold in another tab; hands-free goes on, which its switch says. */
  hidden(): void {
    if (!this.active || this.handsFree) return;
    if (this.talk?.capturing) {
      if (this.mode === null) this.decide('hold');
      void this.finish();
      this.notify(notice('hidden'));
    } else {
      // It may be the browser's question that hides the page; the hand that held the button is gone.
      if (this.pressed) clearTimeout(this.pressed.timer);
      this.pressed = null;
      this.decide('once');
    }
  }

  private get active(): boolean {
    return this.options.view().talk !== null;
  }

  private get handsFree(): boolean {
    return this.active && this.mode === 'handsFree';
  }

  private begin(mode: TalkMode | null, chatId: string | null): boolean {
    const { listenProblem } = this.options.view();
    const problem =
      (this.options.obstacle ?? obstacle)() ??
      (this.options.connected() ? null : notice('no-connection')) ??
      (listenProblem && { kind: 'engine' as const, title: listenProblem.title, detail: listenProblem.detail, action: 'speech-settings' as const });
    this.notify(problem);
    if (problem) return false;
    this.mode = mode;
    this.lastMode = mode;
    this.chatId = chatId;
    this.earlier = this.utterance;
    this.options.update({ type: 'talk', talk: { mode: mode ?? 'hold', phase: 'opening' } });
    void this.open(++this.opening);
    return true;
  }

  private async open(opening: number): Promise<void> {
    let sound: TalkSound;
    try {
      sound = await this.options.sound();
    } catch {
      if (opening !== this.opening) return;
      this.close();
      this.notify({ kind: 'failed', title: 'Voice could not be loaded.', detail: 'Check the connection, then try again.', action: 'retry' });
      return;
    }
    const roomId = await this.options.roomId();
    if (opening !== this.opening || roomId === null) return;
    const mine = () => opening === this.opening;
    const talk = new sound.Talk(this.options.hub, roomId, this.mode, this.chatId, {
      opened: () => mine() && this.opened(),
      level: (level) => mine() && this.level.set(level),
      failed: (error) => mine() && this.end(microphoneProblem(error)),
      lost: () => mine() && void this.unplugged(),
      ended: (how, error) => {
        if (mine()) this.end(endNotice(how, error));
        // The person has let go, and believes that it was sent.
        else if (how !== 'done') this.notify(endNotice(how, error));
      },
    });
    this.talk = talk;
    await talk.open(sound.openMicrophone);
  }

  private decide(mode: TalkMode): void {
    this.mode = mode;
    this.talk?.decide(mode);
    const { talk } = this.options.view();
    if (talk) this.options.update({ type: 'talk', talk: { ...talk, mode } });
    if (mode === 'once' && this.talk?.capturing) this.waitForSpeech();
  }

  private opened(): void {
    this.options.update({ type: 'talk', talk: { mode: this.mode ?? 'hold', phase: 'open' } });
    if (this.mode === 'once') this.waitForSpeech();
    // Hidden while it was opened.
    if (document.visibilityState === 'hidden') this.hidden();
  }

  private waitForSpeech(): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      void this.finish();
      this.notify(notice('nothing-heard'));
    }, patience);
  }

  /** Another device may have become the default one: hands-free goes on with it, and says so when there is none. */
  private async unplugged(): Promise<void> {
    const { mode, chatId } = this;
    // Whoever stops it meanwhile wants no other one.
    if (!(await this.finish())) return;
    if (mode === 'handsFree') this.begin(mode, chatId);
    else this.notify(notice('unplugged'));
  }

  private end(problem: VoiceNotice | null): void {
    this.close();
    if (problem) this.notify(problem);
  }

  private close(): void {
    this.clearTimers();
    this.opening++;
    this.talk = null;
    this.mode = null;
    this.level.set(0);
    this.options.update({ type: 'talk', talk: null });
  }

  private clearTimers(): void {
    if (this.pressed) clearTimeout(this.pressed.timer);
    this.pressed = null;
    clearTimeout(this.silence);
    clearTimeout(this.cut);
  }

  private notify(value: VoiceNotice | null): void {
    this.options.update({ type: 'notice', notice: value });
  }
}

function endNotice(how: UploadEnd, error: unknown): VoiceNotice | null {
  if (how === 'done') return null;
  if (how === 'lost') return notice('connection-lost');
  return { kind: 'failed', title: 'What you said did not arrive.', detail: error instanceof Error ? error.message.replace(/^.*HubException: /, '') : String(error), action: 'retry' };
}
