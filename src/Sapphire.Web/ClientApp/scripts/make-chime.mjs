// Makes public/sounds/chime.wav: two soft bell tones (E5, B5), 16-bit mono. Run by hand: node scripts/make-chime.mjs
import { writeFileSync } from 'node:fs';

const rate = 22_050;
const seconds = 1.4;
const samples = new Float64Array(Math.round(rate * seconds));

function bell(frequency, start, level) {
  // The inharmonic partials of a struck bar, each dying faster than the one below it.
  for (const [ratio, gain, decay] of [[1, 1, 3.2], [2.76, 0.28, 6], [5.4, 0.1, 11]]) {
    for (let i = Math.round(start * rate); i < samples.length; i++) {
      const t = i / rate - start;
      const attack = Math.min(1, t / 0.004);
      samples[i] += level * gain * attack * Math.exp(-decay * t) * Math.sin(2 * Math.PI * frequency * ratio * t);
    }
  }
}

bell(659.25, 0, 0.34);
bell(987.77, 0.18, 0.3);

const data = Buffer.alloc(44 + samples.length * 2);
data.write('RIFF', 0); data.writeUInt32LE(36 + samples.length * 2, 4); data.write('WAVEfmt ', 8);
data.writeUInt32LE(16, 16); data.writeUInt16LE(1, 20); data.writeUInt16LE(1, 22);
data.writeUInt32LE(rate, 24); data.writeUInt32LE(rate * 2, 28); data.writeUInt16LE(2, 32); data.writeUInt16LE(16, 34);
data.write('data', 36); data.writeUInt32LE(samples.length * 2, 40);
samples.forEach((value, i) => {
  const fade = Math.min(1, (samples.length - i) / (0.05 * rate));
  data.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value * fade)) * 32_767), 44 + i * 2);
});
writeFileSync(new URL('../public/sounds/chime.wav', import.meta.url), data);
