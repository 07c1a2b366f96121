import { Button, Loader, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { describe, type Problem } from '../api/http';
import { sayInRoom, stopRoom } from '../api/rooms';
import type { RoomView } from '../generated/protocol';
import { hub } from '../hub';
import { ProblemNote } from '../shared/ProblemNote';
import { shortTime } from '../shared/time';
import { roomsOpen } from '../state/ui';
import { canBeTold, isBusy, stateOf, warningsOf } from './rooms';
import { TalkButton } from './TalkButton';
import styles from './rooms.module.css';

/** The rooms with microphones and speakers: what they do, and a way to talk and to listen there. */
export default function RoomsDialog() {
  const [rooms, setRooms] = useState<readonly RoomView[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    const subscription = hub.watchRooms({
      next: (answer) => {
        setRooms(answer.rooms);
        setProblem(null);
      },
      error: () => setProblem({ title: 'The rooms cannot be listed now.', detail: 'It is tried again by itself.' }),
    });
    return () => subscription.close();
  }, []);

  return (
    <Modal
      opened
      onClose={() => roomsOpen.set(false)}
      title="Rooms"
      size={620}
      closeButtonProps={{ 'aria-label': 'Close', 'data-testid': 'rooms-close' } as object}
      data-testid="rooms-dialog"
    >
      {problem && <ProblemNote problem={problem} className={styles.problem} testId="rooms-error" />}
      {!rooms && !problem && <Loader size="sm" role="status" aria-label="Loading" />}
      {rooms?.length === 0 && (
        <div className={styles.empty} data-testid="rooms-empty">
          <p>There is no room yet. A room is a machine with a microphone and a speaker, such as a Raspberry Pi in the kitchen.</p>
          <p>Start one with <code>sapphire run --room kitchen</code>, and it appears here.</p>
        </div>
      )}
      {rooms && rooms.length > 0 && (
        <ul className={styles.rooms}>
          {rooms.map((room) => <Room key={`${room.id} ${room.node}`} room={room} />)}
        </ul>
      )}
    </Modal>
  );
}

function Room({ room }: { room: RoomView }) {
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fail = (error: unknown) => setProblem(describe(error));

  async function say(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === '') return;
    setBusy(true);
    try {
      await sayInRoom(room.id, text.trim());
      setText('');
      setProblem(null);
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <li className={styles.room} data-testid="room" data-room={room.name} data-state={room.state} data-away={room.away} data-node={room.node} aria-label={room.name}>
      <div className={styles.head}>
        <h3 className={styles.name}>{room.name}</h3>
        <span className={styles.state} data-state={room.state} data-testid="room-state">{stateOf(room)}</span>
        <span className={styles.meter} data-testid="room-level" data-level={room.level.toFixed(2)} title="How loud it is there" aria-hidden="true">
          <span style={{ transform: `scaleX(${room.level})` }} />
        </span>
      </div>
      <p className={styles.node}>
        {room.heard === null ? 'Nothing was heard yet' : <>Heard {room.heardAt !== null && shortTime(room.heardAt)}: <q data-testid="room-heard">{room.heard}</q></>}
        {` · on ${room.node}`}
      </p>
      {warningsOf(room).map((warning) => (
        <p key={warning} className={styles.warning} data-testid="room-warning">{warning}</p>
      ))}
      <form className={styles.say} onSubmit={(event) => void say(event)}>
        <TextInput
          className={styles.field ?? ''}
          size="xs"
          value={text}
          maxLength={1000}
          placeholder="Say something there"
          aria-label={`Say something in ${room.name}`}
          data-testid="room-text"
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" disabled={text.trim() === '' || !canBeTold(room)} loading={busy} data-testid="room-say">Say</Button>
      </form>
      <div className={styles.buttons}>
        {room.pushToTalk && <TalkButton room={room} onFailed={fail} />}
        <Button size="xs" variant="default" disabled={!isBusy(room)} data-testid="room-stop" onClick={() => void stopRoom(room.id).catch(fail)}>Stop</Button>
      </div>
      {problem && <ProblemNote problem={problem} className={styles.problem} testId="room-error" />}
    </li>
  );
}
