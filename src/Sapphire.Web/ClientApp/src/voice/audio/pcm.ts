/** What goes up: 16 kHz, mono, 16 bits, 20 ms a frame. */
export const upRate = 16_000;
export const frameSamples = 320;

/** A sample within −1 to 1 as a 16-bit number; what is louder is clipped. */
export function toInt16(sample: number): number {
  return Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
}

export function toFloats(pcm: Int16Array): Float32Array {
  const floats = new Float32Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) floats[i] = pcm[i]! / 32_768;
  return floats;
}

/** Samples as the protocol carries them: little endian, in base64. Every browser's processor is little endian. */
export function toBase64(pcm: Int16Array): string {
  const bytes = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  let text = '';
  for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
  return btoa(text);
}

export function fromBase64(text: string): Int16Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length & ~1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return new Int16Array(bytes.buffer);
}

/** Cuts a stream of samples into frames of 20 ms. The loudness (RMS) of each, 0 to 1, goes with it. */
export class Framer {
  private frame = new Int16Array(frameSamples);
  private length = 0;
  private energy = 0;

  constructor(private readonly emit: (pcm: Int16Array<ArrayBuffer>, level: number) => void) {}

  push(samples: Float32Array): void {
    for (const sample of samples) {
      this.frame[this.length++] = toInt16(sample);
      this.energy += sample * sample;
      if (this.length === frameSamples) this.flush();
    }
  }

  /** The rest, shorter than a frame; nothing when there is none. */
  flush(): void {
    if (this.length === 0) return;
    const pcm = this.length === frameSamples ? this.frame : this.frame.slice(0, this.length);
    const level = Math.sqrt(this.energy / this.length);
    this.frame = new Int16Array(frameSamples);
    this.length = 0;
    this.energy = 0;
    this.emit(pcm, level);
  }
}
