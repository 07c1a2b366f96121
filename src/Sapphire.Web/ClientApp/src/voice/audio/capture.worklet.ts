import { Framer, upRate } from './pcm';
import { Resampler } from './resampler';

/** Takes the microphone at the context's own rate and posts frames of 20 ms at 16 kHz; `stop` posts the rest and ends. */
class Capture extends AudioWorkletProcessor {
  private readonly resampler = new Resampler(sampleRate, upRate);
  private readonly framer = new Framer((pcm, level) => this.port.postMessage({ pcm, level }, [pcm.buffer]));
  private running = true;

  constructor() {
    super();
    this.port.onmessage = () => {
      if (!this.running) return;
      this.running = false;
      this.framer.push(this.resampler.finish());
      this.framer.flush();
      this.port.postMessage({ done: true });
    };
  }

  process(inputs: Float32Array[][]): boolean {
    const channel = inputs[0]?.[0];
    if (this.running && channel) this.framer.push(this.resampler.push(channel));
    return this.running;
  }
}

registerProcessor('sapphire-capture', Capture);
