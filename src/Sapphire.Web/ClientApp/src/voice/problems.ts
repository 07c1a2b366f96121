/** What can be in the way of voice. Each has its own words and its own way out. */
export type ProblemKind =
  | 'insecure' | 'unsupported' | 'denied' | 'no-microphone' | 'busy' | 'unplugged' | 'no-connection' | 'connection-lost'
  | 'autoplay' | 'hidden' | 'nothing-heard' | 'not-understood' | 'engine' | 'failed' | 'note';

/** What the button of a notice does. */
export type WayOut = 'retry' | 'resume' | 'secure' | 'examples' | 'speech-settings' | 'restore';

export interface VoiceNotice {
  kind: ProblemKind;
  title: string;
  detail: string;
  action: WayOut | null;
  /** What was understood but not stored, for `restore`. */
  text?: string;
}

const words: Record<Exclude<ProblemKind, 'engine' | 'failed' | 'note'>, Omit<VoiceNotice, 'kind'>> = {
  insecure: {
    title: 'The microphone needs a secure page.',
    detail: 'Browsers give it to https addresses and to this machine only. Open Sapphire at its https address; your chats are there too.',
    action: 'secure',
  },
  unsupported: {
    title: 'This browser cannot do voice.',
    detail: 'It has no AudioWorklet or no microphone access. A current Chrome, Edge, Firefox or Safari has both. Typing works here.',
    action: null,
  },
  denied: {
    title: 'The browser does not allow the microphone here.',
    detail: 'Press the icon left of the address, set Microphone to "Allow", then try again. If there is no such entry, look at the privacy settings of your system.',
    action: 'retry',
  },
  'no-microphone': {
    title: 'No microphone was found.',
    detail: 'Plug one in or switch it on, choose it in the sound settings of your system, then try again.',
    action: 'retry',
  },
  busy: {
    title: 'The microphone is in use by another program.',
    detail: 'Close the program that has it (a call, a recorder), then try again.',
    action: 'retry',
  },
  unplugged: {
    title: 'The microphone is gone.',
    detail: 'It was unplugged or switched off while it was open. Plug it in again, or choose another one in your system, then try again.',
    action: 'retry',
  },
  'no-connection': {
    title: 'There is no connection to Sapphire.',
    detail: 'Voice needs it. It comes back by itself; what you type meanwhile is kept and sent then.',
    action: null,
  },
  'connection-lost': {
    title: 'The connection was lost for too long.',
    detail: 'What was said since then may be missing. Say it again when the connection is back.',
    action: 'retry',
  },
  autoplay: {
    title: 'The browser holds the sound back.',
    detail: 'It plays nothing before you have touched the page.',
    action: 'resume',
  },
  hidden: {
    title: 'The microphone was closed when you left the tab.',
    detail: 'What you had said until then was sent. Hands-free goes on while the tab is hidden.',
    action: 'retry',
  },
  'nothing-heard': {
    title: 'Nothing was heard.',
    detail: 'Speak after the tone of the button changes. Is the right microphone chosen, and is it not muted?',
    action: 'retry',
  },
  'not-understood': {
    title: 'That was not understood.',
    detail: 'Speak a little slower, closer to the microphone, or type it.',
    action: 'examples',
  },
};

export function notice(kind: keyof typeof words): VoiceNotice {
  return { kind, ...words[kind] };
}

/** What `getUserMedia` and the audio graph throw, as a problem for a person. */
export function microphoneProblem(error: unknown): VoiceNotice {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return notice('denied');
    case 'NotFoundError':
    case 'OverconstrainedError':
      return notice('no-microphone');
    case 'NotReadableError':
    case 'AbortError':
      return notice('busy');
    case 'NotSupportedError':
      return notice('unsupported');
    default:
      return { kind: 'failed', title: 'The microphone could not be opened.', detail: error instanceof Error ? error.message : String(error), action: 'retry' };
  }
}

interface Capabilities {
  secure: boolean;
  microphone: boolean;
  worklet: boolean;
}

function capabilities(): Capabilities {
  return {
    secure: window.isSecureContext,
    microphone: typeof navigator.mediaDevices?.getUserMedia === 'function',
    worklet: typeof AudioContext === 'function' && 'audioWorklet' in AudioContext.prototype,
  };
}

/** Why no microphone can be opened on this page, before it is tried; null when nothing is known against it. */
export function obstacle(can: Capabilities = capabilities()): VoiceNotice | null {
  // An insecure page lacks both APIs: that is the cause to tell.
  if (!can.secure) return notice('insecure');
  return can.microphone && can.worklet ? null : notice('unsupported');
}

/** The https address of this Sapphire, with the port that it has unless its configuration says otherwise. */
export function secureAddress(at: { hostname: string; pathname: string } = location): string {
  return `https://${at.hostname}:8073${at.pathname}`;
}
