import { readStored, writeStored } from '../shared/storage';
import { createStore } from '../shared/store';

/** How loud this browser plays speech. */
export interface Loudness {
  /** 0 to 1. */
  volume: number;
  muted: boolean;
}

const key = 'sapphire.voice.loudness';
const isLoudness = (value: unknown): value is Loudness => {
  const v = value as Partial<Loudness> | null;
  return typeof v?.volume === 'number' && v.volume >= 0 && v.volume <= 1 && typeof v.muted === 'boolean';
};

export const loudness = createStore<Loudness>(readStored(key, isLoudness) ?? { volume: 1, muted: false });

export function setLoudness(change: Partial<Loudness>): void {
  loudness.set((current) => ({ ...current, ...change }));
  writeStored(key, loudness.get());
}
