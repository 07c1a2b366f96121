import { Button } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { talkInRoom } from '../api/rooms';
import type { RoomView } from '../generated/protocol';
import { MicIcon } from '../shared/icons';
import { canBeTold, HeldButton } from './rooms';

const ends = ['pointerup', 'pointercancel', 'keyup', 'blur'];

/** Holds the button of a room, with the finger, the mouse, the space bar or Enter. A screen reader's click switches it. */
export function TalkButton({ room, onFailed }: { room: RoomView; onFailed: (error: unknown) => void }) {
  const [held, setHeld] = useState(false);
  const failed = useRef(onFailed);
  failed.current = onFailed;
  const button = useRef<HeldButton | null>(null);
  button.current ??= new HeldButton({
    talk: (down) => talkInRoom(room.id, down),
    failed: (error) => {
      setHeld(false);
      failed.current(error);
    },
  });

  // A dialog that closes lets go.
  useEffect(() => () => button.current?.release(), []);

  function press(over: (event: Event) => boolean) {
    const release = (event: Event) => {
      if (event.type === 'blur' ? event.target instanceof Node : !over(event)) return;
      for (const type of ends) removeEventListener(type, release, true);
      letGo();
    };
    setHeld(true);
    button.current?.press();
    for (const type of ends) addEventListener(type, release, true);
  }

  function letGo() {
    setHeld(false);
    button.current?.release();
  }

  function onPointerDown(event: PointerEvent<HTMLButtonElement>) {
    if (event.button !== 0) return;
    const { pointerId } = event;
    press((end) => end.type.startsWith('pointer') && (end as globalThis.PointerEvent).pointerId === pointerId);
  }

  function onKeyDown(event: KeyboardEvent) {
    const { key } = event;
    if (key !== ' ' && key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) press((end) => end.type === 'keyup' && (end as globalThis.KeyboardEvent).key === key);
  }

  return (
    <Button
      size="xs"
      variant={held ? 'filled' : 'light'}
      leftSection={<MicIcon size={16} />}
      aria-pressed={held}
      disabled={room.microphoneProblem !== null || !canBeTold(room)}
      data-testid="room-talk"
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => event.preventDefault()}
      onClick={(event) => {
        if (event.detail !== 0) return;
        if (held) letGo();
        else {
          setHeld(true);
          button.current?.press();
        }
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      {held ? 'Let go to end' : 'Hold to talk'}
    </Button>
  );
}
