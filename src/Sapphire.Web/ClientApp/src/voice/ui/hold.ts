import { room } from '..';

/**
 * The microphone while something is held. What ends it is heard on the window, not where it began: the button may be
 * replaced while it is held (a chat begins, another one is shown), and the finger may slide off.
 */
export function hold(chatId: string | null, ends: (event: Event) => boolean): void {
  const over = (event: Event) => {
    // What goes up in another window is not heard here. Fields that lose the focus mean nothing.
    if (event.type === 'blur' ? event.target instanceof Node : !ends(event)) return;
    for (const type of types) removeEventListener(type, over, true);
    room.talk.release();
  };
  room.prepare();
  room.talk.press(chatId);
  for (const type of types) addEventListener(type, over, true);
}

const types = ['pointerup', 'pointercancel', 'keyup', 'blur'];
