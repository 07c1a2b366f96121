import { ActionIcon, Tooltip } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useEffect } from 'react';
import { HandsFreeIcon, MicIcon } from '../../shared/icons';
import { useSelect, useStore } from '../../shared/store';
import { room } from '..';
import { hold } from './hold';
import { useTalkKeys } from './useTalkKeys';
import styles from './voice.module.css';

/** The microphone button, to hold or to tap, and the hands-free switch. */
export function VoiceButtons({ chatId }: { chatId: string | null }) {
  const talk = useSelect(room.view, (view) => view.talk);
  const handsFree = talk?.mode === 'handsFree';
  const on = talk !== null && !handsFree;

  useTalkKeys(chatId);
  useEffect(() => room.talk.show(chatId), [chatId]);

  function onPointerDown(event: PointerEvent<HTMLButtonElement>) {
    if (event.button !== 0) return;
    const { pointerId } = event;
    // The finger may slide off the button while it is held.
    event.currentTarget.setPointerCapture?.(pointerId);
    hold(chatId, (end) => end.type.startsWith('pointer') && (end as globalThis.PointerEvent).pointerId === pointerId);
  }

  // Held with the keyboard, the button is held; Enter taps it.
  function onKeyDown(event: KeyboardEvent) {
    const { key } = event;
    if (key !== ' ' && key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) hold(chatId, (end) => end.type === 'keyup' && (end as globalThis.KeyboardEvent).key === key);
  }

  return (
    <>
      <Tooltip label={handsFree ? 'Switch hands-free off' : 'Hands-free: speak whenever you like'}>
        <ActionIcon
          className={styles.handsFree ?? ''}
          size={38}
          radius="xl"
          variant={handsFree ? 'filled' : 'subtle'}
          color={handsFree ? 'sapphire' : 'gray'}
          aria-label="Hands-free"
          aria-pressed={handsFree}
          data-testid="hands-free"
          onClick={() => {
            room.prepare();
            room.talk.setHandsFree(!handsFree, chatId);
          }}
        >
          <HandsFreeIcon size={20} />
        </ActionIcon>
      </Tooltip>
      {!handsFree && (
        <Tooltip label="Hold and speak, or tap (Space)" disabled={on}>
          <ActionIcon
            className={styles.mic ?? ''}
            size={38}
            radius="xl"
            variant={on ? 'filled' : 'light'}
            aria-label={on ? 'Stop listening' : 'Speak: hold, or tap'}
            aria-pressed={on}
            data-testid="mic"
            data-talk={talk ? `${talk.mode} ${talk.phase}` : 'off'}
            onPointerDown={onPointerDown}
            onKeyDown={onKeyDown}
            // Else the key clicks, too.
            onKeyUp={(event) => event.preventDefault()}
            onClick={(event) => {
              // A screen reader presses no pointer: its click is a tap.
              if (event.detail !== 0) return;
              room.prepare();
              room.talk.press(chatId);
              room.talk.release();
            }}
            onContextMenu={(event) => event.preventDefault()}
          >
            <MicIcon size={20} />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  );
}

/** How loud the microphone is, as a bar. */
export function LevelMeter() {
  const level = useStore(room.talk.level);
  // −60 dB to −10 dB: where speech lies.
  const share = level > 0 ? Math.max(0, Math.min(1, (20 * Math.log10(level) + 60) / 50)) : 0;
  return (
    <span className={styles.meter} data-testid="mic-level" data-level={share.toFixed(2)} aria-hidden="true">
      <span style={{ transform: `scaleX(${share})` }} />
    </span>
  );
}
