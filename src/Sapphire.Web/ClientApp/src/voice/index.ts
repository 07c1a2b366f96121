import { hub } from '../hub';
import { currentRoute, navigate } from '../shared/router';
import { loadSpeechSettings } from '../speech/settings';
import { showToast } from '../state/toasts';
import { ringChime } from './chime';
import { Room } from './room';
import { claimRoomId } from './roomId';

const sound = () => import('./sound');

/** The room of this tab. */
export const room: Room = new Room({
  hub,
  sound,
  understood: ({ chatId }) => {
    if (currentRoute().page === 'new') navigate({ page: 'chat', chatId });
  },
  ring: (title) => void ring(title),
  opened: () => void loadSpeechSettings(),
});

async function ring(title: string): Promise<void> {
  if (await ringChime()) return;
  // The card of the notification is there all the same; the words come when the page may play.
  showToast({
    title,
    detail: 'The browser lets the page make no sound before you have touched it.',
    duration: 60_000,
    action: {
      label: 'Click to hear',
      testId: 'hear-ring',
      run: () => {
        void ringChime();
        room.resumeSound();
      },
    },
  });
}

/** Opens the room. Returns what closes it. */
export function startVoice(): () => void {
  let over = false;
  const claimed = claimRoomId((roomId) => {
    if (over) return;
    // Two tabs in one room would take it from each other for ever.
    room.close();
    room.open(roomId);
  });
  void claimed.then(({ roomId }) => {
    if (!over) room.open(roomId);
  });
  // A first word should not wait for code.
  const preload = setTimeout(() => void sound().catch(() => {}), 3_000);
  return () => {
    over = true;
    clearTimeout(preload);
    void claimed.then(({ release }) => release());
    room.close();
  };
}
