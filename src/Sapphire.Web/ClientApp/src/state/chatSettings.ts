import type { ChatSettings } from '../generated/protocol';

/** A chat that is set to nothing of its own. */
export const noSettings: ChatSettings = {
  persona: null,
  prompt: null,
  toolset: null,
  voice: null,
  speed: null,
  pitch: null,
  spiceEnabled: null,
  spiceTurns: null,
  spiceSets: null,
  provider: null,
  model: null,
  memoryScope: null,
  customContext: null,
  injectDateTime: null,
  avatar: null,
  trimColor: null,
};
