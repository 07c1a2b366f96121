import { toFloats, toInt16 } from './pcm';
import { PlaybackBuffer } from './playbackBuffer';
import type { FromPlayback, ToPlayback } from './playbackMessages';

/** How often it says how far it is, in seconds. */
const every = 0.1;

/** Plays speech out of its buffer, and says how far it got. With a tap it posts what it played, too. */
class Playback extends AudioWorkletProcessor {
  private readonly buffer = new PlaybackBuffer(sampleRate);
  private readonly tap: boolean;
  private sinceReport = 0;

  constructor(options?: { processorOptions?: { tap?: boolean } }) {
    super();
    this.tap = options?.processorOptions?.tap === true;
    this.port.onmessage = ({ data }: MessageEvent<ToPlayback>) => this.take(data);
  }

  process(_: Float32Array[][], outputs: Float32Array[][]): boolean {
    const out = outputs[0]?.[0];
    if (!out) return true;
    const active = this.buffer.phase !== 'idle';
    const ended = this.buffer.render(out);
    if (this.tap && active) {
      const pcm = Int16Array.from(out, toInt16);
      this.post({ type: 'tap', pcm }, [pcm.buffer]);
    }
    this.sinceReport += out.length;
    if (ended || (active && this.sinceReport >= every * sampleRate)) this.report(ended);
    return true;
  }

  private take(message: ToPlayback): void {
    switch (message.type) {
      case 'begin':
        // A speech that is replaced ends here.
        if (this.buffer.phase !== 'idle' && this.buffer.speechId !== message.speechId) this.report(true);
        this.buffer.begin(message.speechId, message.firstSample);
        break;
      case 'push':
        this.buffer.push(message.speechId, message.sample, toFloats(message.pcm));
        break;
      case 'complete':
        this.buffer.complete(message.speechId, message.samples);
        break;
      case 'hold':
        this.buffer.holdBack(Math.round(message.seconds * sampleRate));
        break;
      case 'stop': {
        const active = this.buffer.phase !== 'idle';
        this.buffer.stop();
        if (active && this.buffer.phase === 'idle') this.report(true);
        break;
      }
    }
  }

  private report(ended: boolean): void {
    this.sinceReport = 0;
    const { speechId, position, underruns } = this.buffer;
    if (speechId !== null) this.post({ type: 'position', speechId, samples: position, underruns, ended });
  }

  private post(message: FromPlayback, transfer: Transferable[] = []): void {
    this.port.postMessage(message, transfer);
  }
}

registerProcessor('sapphire-playback', Playback);
