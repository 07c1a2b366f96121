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

/** Opens the microphone. Throws what `getUserMedia` and the audio graph throw. */
export const openMicrophone: OpenMicrophone = async (events) => {
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const context = new AudioContext({ latencyHint: 'interactive' });
  const release = () => {
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  try {
    await context.audioWorklet.addModule(workletUrl);
    // While it captures, the browser lets the page play; nothing is connected to the speaker.
    if (context.state !== 'running') await context.resume();
  } catch (error) {
    release();
    throw error;
  }
  const source = context.createMediaStreamSource(stream);
  const node = new AudioWorkletNode(context, 'sapphire-capture', { numberOfOutputs: 0, channelCount: 1, channelCountMode: 'explicit' });
  let closing = false;
  let finished: () => void = () => {};
  node.port.onmessage = ({ data }: MessageEvent<{ pcm: Int16Array; level: number } | { done: true }>) => {
    if ('done' in data) finished();
    else events.frame(data.pcm, data.level);
  };
  for (const track of stream.getAudioTracks()) track.addEventListener('ended', () => closing || events.lost());
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
};
