import type { RoomState, RoomView } from '../generated/protocol';
import { shortTime } from '../shared/time';

const words: Record<RoomState, string> = {
  Idle: 'Quiet',
  Listening: 'Listening',
  Hearing: 'Hears somebody',
  Understanding: 'Understanding',
  Thinking: 'Thinking',
  Speaking: 'Speaking',
};

/** What a room does, in a word or two. */
export function stateOf(room: RoomView): string {
  if (room.takenBy !== null) return 'Stands by';
  if (room.silentSince !== null) return 'Away';
  if (room.microphoneProblem !== null && room.state === 'Idle') return 'Does not hear';
  return words[room.state];
}

/** What a person should know of a room: what to do stands in each of them. */
export function warningsOf(room: RoomView): string[] {
  if (room.takenBy !== null) return [`${room.takenBy} is a room of this name already, so that this one takes no part. Give it another name and start it again.`];
  if (room.silentSince !== null) return [`Nothing was heard of it since ${shortTime(room.silentSince)}. Look whether ${room.node} runs and is connected.`];
  return [
    ...(room.away ? [room.kept ? 'It cannot reach the chats just now. What was said last is kept, and answered later.' : 'It cannot reach the chats just now. It goes on listening.'] : []),
    ...(room.microphoneProblem !== null ? [room.microphoneProblem] : []),
    ...(room.speakerProblem !== null ? [room.speakerProblem] : []),
  ];
}

/** True while there is something to stop. */
export function isBusy(room: RoomView): boolean {
  return canBeTold(room) && room.state !== 'Idle' && !(room.handsFree && room.state === 'Listening');
}

/** True while somebody is there to be told something. */
export const canBeTold = (room: RoomView): boolean => room.takenBy === null && room.silentSince === null;

interface HoldOptions {
  /** Tells the room. */
  talk: (down: boolean) => Promise<unknown>;
  /** The room did not take it. */
  failed: (error: unknown) => void;
}

/** As long as the button is held, the room is told so each second: it lets go by itself when nobody says so. */
const again = 1_000;

/** The button of a room while it is held. What ends it is heard on the window: the finger may slide off. */
export class HeldButton {
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: HoldOptions) {}

  get held(): boolean {
    return this.timer !== undefined;
  }

  press(): void {
    if (this.held) return;
    this.timer = setInterval(() => void this.tell(true), again);
    void this.tell(true);
  }

  release(): void {
    if (!this.held) return;
    clearInterval(this.timer);
    this.timer = undefined;
    void this.tell(false);
  }

  private async tell(down: boolean): Promise<void> {
    try {
      await this.options.talk(down);
    } catch (error) {
      clearInterval(this.timer);
      this.timer = undefined;
      this.options.failed(error);
    }
  }
}
