import type { MessageError, RoomState, RoomUpdate, SentenceBegan, UtteranceFailed } from '../generated/protocol';
import { notice, type VoiceNotice } from './problems';

/** How the microphone of this tab is used: while a button is held, for one utterance, or until it is switched off. */
export type TalkMode = 'hold' | 'once' | 'handsFree';

export interface TalkView {
  mode: TalkMode;
  phase: 'opening' | 'open';
}

/** What somebody says, from its first sound until its message is on screen. */
export interface UtteranceView {
  id: string;
  text: string;
  phase: 'hearing' | 'understanding' | 'understood';
  /** Known when it is understood. */
  chatId: string | null;
  messageId: string | null;
}

export interface SpeechView {
  id: string;
  chatId: string | null;
  messageId: string | null;
  sentences: readonly SentenceBegan[];
  /** The one that is heard now; -1 before the first. */
  current: number;
}

/** What a page knows of its room. */
export interface RoomView {
  /** False until the server has told where the room stands. */
  open: boolean;
  connected: boolean;
  state: RoomState;
  listenProblem: MessageError | null;
  speakProblem: MessageError | null;
  talk: TalkView | null;
  utterance: UtteranceView | null;
  speech: SpeechView | null;
  notice: VoiceNotice | null;
  /** The browser holds the sound back until the person touches the page. */
  blocked: boolean;
}

export const emptyRoom: RoomView = {
  open: false, connected: false, state: 'Idle', listenProblem: null, speakProblem: null, talk: null, utterance: null, speech: null, notice: null, blocked: false,
};

/** What happens on this side. */
export type LocalUpdate =
  | { type: 'disconnected' }
  | { type: 'talk'; talk: TalkView | null }
  | { type: 'notice'; notice: VoiceNotice | null }
  | { type: 'blocked'; blocked: boolean }
  | { type: 'settled'; messageId: string }
  | { type: 'stopped' }
  | { type: 'position'; speechId: string; samples: number; ended: boolean };

/** Applies one update. What does not change keeps its identity; sound does not change the view. */
export function reduceRoom(view: RoomView, update: RoomUpdate | LocalUpdate): RoomView {
  switch (update.type) {
    case 'opened':
      return opened(view, update.state, update.listenProblem, update.speakProblem);
    case 'state':
      return { ...view, state: update.state };
    case 'utteranceStarted':
      return { ...view, notice: null, utterance: { id: update.utteranceId, text: '', phase: 'hearing', chatId: null, messageId: null } };
    case 'partial':
      return changeUtterance(view, update.utteranceId, { text: update.text });
    case 'utteranceEnded':
      return changeUtterance(view, update.utteranceId, { phase: 'understanding' });
    case 'understood':
      return changeUtterance(view, update.utteranceId, { phase: 'understood', text: update.text, chatId: update.chatId, messageId: update.messageId });
    case 'utteranceFailed':
      // An older one may fail while the next one is heard.
      return { ...view, utterance: isOther(view, update.utteranceId) ? view.utterance : null, notice: failure(update) };
    case 'speech':
      return beginSpeech(view, { id: update.speechId, chatId: update.chatId, messageId: update.messageId, sentences: [], current: -1 });
    case 'sentence':
      return view.speech?.id === update.speechId ? { ...view, speech: addSentence(view.speech, update) } : view;
    case 'speechStopped':
      return view.speech?.id === update.speechId ? { ...view, speech: null } : view;
    case 'problem':
      return { ...view, notice: { kind: 'note', title: update.error.title, detail: update.error.detail, action: null } };
    case 'microphoneClosed':
    case 'frame':
    case 'speechComplete':
    case 'ring':
      return view;
    case 'disconnected':
      return { ...view, connected: false, open: false };
    case 'talk':
      return { ...view, talk: update.talk };
    case 'notice':
      return { ...view, notice: update.notice };
    case 'blocked':
      return view.blocked === update.blocked ? view : { ...view, blocked: update.blocked };
    case 'settled':
      return view.utterance?.messageId === update.messageId ? { ...view, utterance: null } : view;
    case 'stopped':
      return { ...view, state: 'Idle', talk: null, utterance: view.utterance?.phase === 'understood' ? view.utterance : null, speech: null, notice: null };
    case 'position':
      return heard(view, update.speechId, update.samples, update.ended);
  }
}

function opened(view: RoomView, state: RoomState, listenProblem: MessageError | null, speakProblem: MessageError | null): RoomView {
  // What was said before the connection was lost is over when the room does nothing with it any more.
  const alive = state === 'Hearing' || state === 'Understanding' || view.utterance?.phase === 'understood';
  return {
    ...view, open: true, connected: true, state, listenProblem, speakProblem,
    utterance: alive ? view.utterance : null,
    notice: view.notice?.kind === 'no-connection' ? null : view.notice,
    speech: state === 'Speaking' ? view.speech : null,
  };
}

function changeUtterance(view: RoomView, id: string, change: Partial<UtteranceView>): RoomView {
  // The words of an older one do not replace those that are being said: its message comes by itself. Ids grow with time.
  if (isOther(view, id) && view.utterance?.phase === 'hearing' && id < view.utterance.id) return view;
  // The beginning may have been missed while there was no connection.
  const held = view.utterance?.id === id ? view.utterance : { id, text: '', phase: 'hearing' as const, chatId: null, messageId: null };
  return { ...view, utterance: { ...held, ...change } };
}

function isOther(view: RoomView, id: string | null): boolean {
  return id !== null && view.utterance !== null && view.utterance.id !== id;
}

function beginSpeech(view: RoomView, speech: SpeechView): RoomView {
  return view.speech?.id === speech.id ? view : { ...view, speech };
}

function addSentence(speech: SpeechView, sentence: SentenceBegan): SpeechView {
  // Sent again after a reconnect.
  if (speech.sentences.some((s) => s.sample === sentence.sample)) return speech;
  return { ...speech, sentences: [...speech.sentences, sentence] };
}

function heard(view: RoomView, speechId: string, samples: number, ended: boolean): RoomView {
  const speech = view.speech;
  if (speech?.id !== speechId) return view;
  if (ended) return { ...view, speech: null };
  const current = speech.sentences.findLastIndex((s) => s.sample < samples);
  return current === speech.current ? view : { ...view, speech: { ...speech, current } };
}

function failure({ reason, error, text }: UtteranceFailed): VoiceNotice {
  switch (reason) {
    case 'nothing-heard':
      return { ...notice('nothing-heard'), title: error.title, detail: error.detail };
    case 'not-understood':
      return { ...notice('not-understood'), title: error.title, detail: error.detail };
    case 'not-stored':
      return { kind: 'failed', title: error.title, detail: error.detail, action: text ? 'restore' : null, ...(text ? { text } : {}) };
    default:
      return { kind: 'engine', title: error.title, detail: error.detail, action: 'speech-settings' };
  }
}

/** What the person is told that the room does. */
export type Activity = 'opening' | 'idle' | 'listening' | 'hearing' | 'understanding' | 'thinking' | 'speaking';

export function activity(view: RoomView): Activity {
  if (view.talk?.phase === 'opening') return 'opening';
  // The server's word for an open microphone is a moment behind the button.
  if (view.state === 'Idle') return view.talk ? 'listening' : view.speech ? 'speaking' : 'idle';
  return view.state.toLowerCase() as Activity;
}

/** The piece of a message that is being spoken, in UTF-16 units of its text. */
export function spokenPiece(view: RoomView, messageId: string): string | null {
  const speech = view.speech;
  const sentence = speech?.messageId === messageId ? speech.sentences[speech.current] : undefined;
  return sentence ? `${sentence.start}:${sentence.end}` : null;
}
