import workletUrl from './audio/capture.worklet.ts?worker&url';

export interface MicrophoneEvents {
  /** 20 ms of 16 kHz, and how loud it is (RMS, 0 to 1). */
  frame(pcm: Int16Array, level: number): void;
  /** The device is gone. */
  lost(): void;
}

/** An open microphone. */
export interface Microphone {
  /** Closes it; the last frames still come. Resolves when all of them have. */
  close(): Promise<void>;
}

export type OpenMicrophone = (events: MicrophoneEvents) => Promise<Microphone>;

/** All three are named: asking for a rate or channels alone switches them off in some browsers. */
const constraints: MediaStreamConstraints = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } };

/** How long the last frames may take, in milliseconds. */
const closeTimeout = 500;
/** How long the sound system may take to start, in milliseconds. */
const startTimeout = 5_000;

/** Opens the microphone. Throws what `getUserMedia` and the audio graph throw. */
export const openMicrophone: OpenMicrophone = async (events) => {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  let context: AudioContext | null = null;
  const release = () => {
    for (const track of stream.getTracks()) track.stop();
    void context?.close().catch(() => {});
  };
  try {
    context = new AudioContext({ latencyHint: 'interactive' });
    return await capture(stream, context, release, events);
  } catch (error) {
    // A microphone that nobody reads must not stay open.
    release();
    throw error;
  }
};

async function capture(stream: MediaStream, context: AudioContext, release: () => void, events: MicrophoneEvents): Promise<Microphone> {
  await context.audioWorklet.addModule(workletUrl);
  // While it captures, the browser lets the page play; nothing is connected to the speaker.
  if (context.state !== 'running') await withinTime(context.resume());
  const source = context.createMediaStreamSource(stream);
  const node = new AudioWorkletNode(context, 'sapphire-capture', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
  let closing = false;
  let finished: () => void = () => {};
  const lost = () => {
    if (!closing) events.lost();
  };
  node.port.onmessage = ({ data }: MessageEvent<{ pcm: Int16Array; level: number } | { done: true }>) => {
    if ('done' in data) finished();
    else events.frame(data.pcm, data.level);
  };
  for (const track of stream.getAudioTracks()) {
    if (track.readyState === 'ended') throw new DOMException('The microphone is gone.', 'NotFoundError');
    track.addEventListener('ended', lost);
  }
  // A call on a phone, or a machine that slept, interrupts it.
  context.addEventListener('statechange', () => {
    if (!closing && context.state !== 'running') context.resume().catch(lost);
  });
  source.connect(node);
  return {
    close: () => {
      closing = true;
      return new Promise<void>((resolve) => {
        // A device that is gone renders no more, so nothing may come.
        const timer = setTimeout(resolve, closeTimeout);
        finished = () => {
          clearTimeout(timer);
          resolve();
        };
        node.port.postMessage('stop');
      }).finally(release);
    },
  };
}

async function withinTime(work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The sound system of this browser does not start. Reload the page, then try again.')), startTimeout);
  });
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
