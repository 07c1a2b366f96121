import { getSpeech } from '../api/speech';
import type { SpeechView } from '../generated/protocol';
import { createStore } from '../shared/store';

/** The speech settings as the server has them; null until they are known. */
export const speechSettings = createStore<SpeechView | null>(null);

/** Asks for them anew. That they could not be had matters only where they are shown, and the dialog says so. */
export async function loadSpeechSettings(): Promise<void> {
  try {
    speechSettings.set(await getSpeech());
  } catch {
    // Asked again with the next connection.
  }
}

/** True when what listens is the recogniser of this machine, which understands commands better than talk. */
export function isBasicVoice(view: SpeechView): boolean {
  const { recognizer, service } = view.listen;
  return recognizer === 'pocketsphinx' || (recognizer === 'auto' && service.url === '');
}
