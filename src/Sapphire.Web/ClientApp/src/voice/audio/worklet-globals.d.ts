/** What the DOM library does not declare: the scope of an AudioWorklet. */
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
  constructor(options?: { processorOptions?: unknown });
}

declare function registerProcessor(name: string, processor: new (options?: never) => AudioWorkletProcessor): void;

/** The rate of the context, in Hz. */
declare const sampleRate: number;
