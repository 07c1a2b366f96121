/** What the page tells the playback worklet. */
export type ToPlayback =
  | { type: 'begin'; speechId: string; firstSample: number }
  | { type: 'push'; speechId: string; sample: number; pcm: Int16Array }
  | { type: 'complete'; speechId: string; samples: number }
  | { type: 'hold'; seconds: number }
  | { type: 'stop' };

/** What it answers. `samples` is the number of the next sample that it will play. */
export type FromPlayback =
  | { type: 'position'; speechId: string; samples: number; underruns: number; ended: boolean }
  | { type: 'tap'; pcm: Int16Array };
