import { vi } from 'vitest';
import type { MicrophoneFrame, MicrophoneRequest, RoomState, RoomUpdate } from '../generated/protocol';
import { ConnectionLostError } from '../hub/hub';
import type { Microphone, MicrophoneEvents } from '../voice/microphone';
import type { PlayerEvents } from '../voice/player';
import type { VoiceNotice } from '../voice/problems';
import { Room, type RoomPlayer } from '../voice/room';
import { Talk } from '../voice/talk';

interface Listened {
  request: MicrophoneRequest;
  frames: MicrophoneFrame[];
  fail: (error: unknown) => void;
}

/** A room whose server, microphone and speaker are the test. */
export function setUpRoom({ obstacle = null as VoiceNotice | null } = {}) {
  const calls: { method: string; request: Record<string, unknown> }[] = [];
  const listened: Listened[] = [];
  const played: unknown[][] = [];
  const understood = vi.fn();
  const ring = vi.fn();
  let observer: { next(update: RoomUpdate): void } = { next: () => {} };
  const disconnected = new Set<() => void>();
  const hub = {
    connected: true,
    invoke: <T>(method: string, ...args: unknown[]) => {
      if (method === 'Listen') {
        const one: Listened = { request: args[0] as MicrophoneRequest, frames: [], fail: () => {} };
        listened.push(one);
        (args[1] as { subscribe(o: object): void }).subscribe({ next: (frame: MicrophoneFrame) => one.frames.push(frame), complete: () => {} });
        return new Promise<T>((_, reject) => (one.fail = reject));
      }
      calls.push({ method, request: args[0] as Record<string, unknown> });
      if (!hub.connected) return Promise.reject(new ConnectionLostError('Not connected.'));
      return Promise.resolve({ accepted: true, error: null } as T);
    },
    onConnected: () => () => {},
    onDisconnected: (listener: () => void) => {
      disconnected.add(listener);
      return () => disconnected.delete(listener);
    },
    openRoom: (_: string, o: typeof observer) => {
      observer = o;
      return { restart: vi.fn(), close: vi.fn() };
    },
  };
  const device = { events: null as MicrophoneEvents | null, closed: 0, open: (): Promise<void> => Promise.resolve() };
  const player = { events: null as PlayerEvents | null };
  const record = (name: string) => (...args: unknown[]) => void played.push([name, ...args]);
  class FakePlayer implements RoomPlayer {
    prepare = record('prepare');
    begin = record('begin');
    push = record('push');
    complete = record('complete');
    stop = record('stop');
    hold = record('hold');
    close = record('close');
    resume = () => Promise.resolve(record('resume')());
    constructor(events: PlayerEvents) {
      player.events = events;
    }
  }
  const room = new Room({
    hub,
    understood,
    ring,
    obstacle: () => obstacle,
    sound: () =>
      Promise.resolve({
        Talk,
        Player: FakePlayer,
        openMicrophone: async (events: MicrophoneEvents): Promise<Microphone> => {
          await device.open();
          device.events = events;
          return { close: () => Promise.resolve(void device.closed++) };
        },
      }),
  });
  room.open('r1');
  const server = (update: RoomUpdate) => observer.next(update);
  const speak = (frames = 1) => {
    for (let i = 0; i < frames; i++) device.events!.frame(new Int16Array(320), 0.1);
  };
  server({ type: 'opened', state: 'Idle', listenProblem: null, speakProblem: null });
  return { room, calls, listened, played, understood, ring, server, speak, device, player, cut: () => {
      hub.connected = false;
      disconnected.forEach((l) => l());
    },
    back: (state: RoomState) => {
      hub.connected = true;
      server({ type: 'opened', state, listenProblem: null, speakProblem: null });
    },
  };
}
