import type { SpeechServiceRequest, SpeechServiceView, SpeechSettingsRequest, SpeechVoiceView, SpeechView } from '../generated/protocol';

/** A service while it is edited. `key` is what was typed. */
export interface ServiceForm {
  url: string;
  model: string;
  voices: string;
  key: string;
  forgetKey: boolean;
  hasKey: boolean;
}

export interface SpeechForm {
  voice: string;
  rate: number;
  pitch: number;
  volume: number;
  when: string;
  recognizer: string;
  speakService: ServiceForm;
  listenService: ServiceForm;
}

const serviceForm = ({ url, model, voices, hasKey }: SpeechServiceView): ServiceForm => ({ url, model, voices, key: '', forgetKey: false, hasKey });

export function formOf({ speak, listen }: SpeechView): SpeechForm {
  const { voice, rate, pitch, volume, when } = speak;
  return { voice, rate, pitch, volume, when, recognizer: listen.recognizer, speakService: serviceForm(speak.service), listenService: serviceForm(listen.service) };
}

/** Null keeps the stored key, an empty one deletes it. */
export function serviceRequest({ url, model, voices, key, forgetKey }: ServiceForm): SpeechServiceRequest {
  return { url: url.trim(), model: model.trim(), voices: voices.trim(), key: key !== '' ? key : forgetKey ? '' : null };
}

export function requestOf(form: SpeechForm): SpeechSettingsRequest {
  const { voice, rate, pitch, volume, when, recognizer } = form;
  return { voice, rate, pitch, volume, when, recognizer, speakService: serviceRequest(form.speakService), listenService: serviceRequest(form.listenService) };
}

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

function languageName(tag: string): string {
  if (tag === '') return '';
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

export interface VoiceGroup {
  group: string;
  items: { value: string; label: string }[];
}

/** The voices for a list that can be searched: by engine, then by language; the groups are in the engines' order. */
export function voiceGroups(view: SpeechView, current: string): VoiceGroup[] {
  const engines = new Map(view.synthesizers.map((engine) => [engine.id, engine.name]));
  const groups = new Map<string, { value: string; label: string }[]>();
  const byName = (a: SpeechVoiceView, b: SpeechVoiceView) =>
    rank(a) - rank(b) || languageName(a.language).localeCompare(languageName(b.language)) || a.name.localeCompare(b.name);
  const rank = (voice: SpeechVoiceView) => [...engines.keys()].indexOf(voice.engine);
  for (const voice of [...view.voices].sort(byName)) {
    const group = engines.get(voice.engine) ?? voice.engine;
    const language = languageName(voice.language);
    const item = { value: voice.id, label: language ? `${voice.name} · ${language}` : voice.name };
    groups.set(group, [...(groups.get(group) ?? []), item]);
  }
  const best = { group: 'Automatic', items: [{ value: '', label: 'The best voice that is there' }] };
  // A voice whose engine is gone stays chosen until another one is.
  const missing = current !== '' && !view.voices.some((v) => v.id === current) ? [{ group: 'Not there now', items: [{ value: current, label: current }] }] : [];
  return [best, ...missing, ...[...groups].map(([group, items]) => ({ group, items }))];
}
