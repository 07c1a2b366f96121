import { uuid7 } from '../shared/uuid';

const key = 'sapphire.room';
const channelName = 'sapphire.room';
/** How long another tab may take to say that it has the id, in milliseconds. */
const patience = 120;

type Word = { type: 'whose' | 'mine'; roomId: string; from: string };

/** What is needed of a `BroadcastChannel`. */
export interface Channel {
  postMessage(message: Word): void;
  onmessage: ((event: MessageEvent<Word>) => void) | null;
  close?(): void;
}

function openChannel(): Channel | null {
  return typeof BroadcastChannel === 'function' ? new BroadcastChannel(channelName) : null;
}

/** The id that a tab has, until it is released. */
export interface Claim {
  roomId: string;
  /** Answers for it no more. A channel that was left open would take the id for another tab's when it is claimed again. */
  release(): void;
}

/**
 * Claims the id of this tab's room, kept over reloads. A duplicated tab begins with a copy of its original's storage: it
 * asks the others, and takes a new id when one of them has it. `moved` is told the new id when the answer comes late:
 * a browser may let a hidden tab sleep.
 */
export async function claimRoomId(moved: (roomId: string) => void = () => {}, channel: Channel | null = openChannel(), storage: Storage = sessionStorage): Promise<Claim> {
  const from = uuid7();
  let roomId = readId(storage);
  let taken = false;
  let claimed = false;
  const renew = () => {
    roomId = uuid7();
    try {
      storage.setItem(key, roomId);
    } catch {
      // Full or forbidden: then a reload makes another room.
    }
    return roomId;
  };
  if (channel) {
    channel.onmessage = ({ data }) => {
      if (data.from === from || data.roomId !== roomId) return;
      if (data.type === 'whose') channel.postMessage({ type: 'mine', roomId, from });
      else if (claimed) moved(renew());
      else taken = true;
    };
    if (roomId !== null) {
      // Of two that ask at the same time, both hear that it is taken, and both take new ids: no harm.
      channel.postMessage({ type: 'whose', roomId, from });
      await new Promise((resolve) => setTimeout(resolve, patience));
    }
  }
  claimed = true;
  return {
    roomId: roomId === null || taken ? renew() : roomId,
    release: () => {
      if (!channel) return;
      channel.onmessage = null;
      channel.close?.();
    },
  };
}

function readId(storage: Storage): string | null {
  try {
    const id = storage.getItem(key);
    return id !== null && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : null;
  } catch {
    return null;
  }
}
