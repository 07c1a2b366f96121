import type { ChatSettings, PersonaView } from '../generated/protocol';

/** A chat's own settings after a persona was applied: all that it bundles comes from it; context, date and time stay unless it sets them. */
export function applyPersona(own: ChatSettings, persona: PersonaView): ChatSettings {
  return {
    ...persona.settings,
    persona: persona.id,
    customContext: persona.settings.customContext ?? own.customContext,
    injectDateTime: persona.settings.injectDateTime ?? own.injectDateTime,
  };
}

/** What a persona sets, in a few words for its card. */
export function traits({ settings }: PersonaView): string[] {
  const { prompt, voice, speed, pitch, toolset, model, provider, spiceEnabled, memoryScope } = settings;
  return [
    prompt && `prompt: ${prompt}`,
    voice && `voice: ${voice}`,
    speed !== null && speed !== 1 && `speed ${speed}`,
    pitch !== null && pitch !== 1 && `pitch ${pitch}`,
    toolset && `tools: ${toolset}`,
    (model || provider) && `model: ${model ?? provider}`,
    spiceEnabled && 'spices',
    memoryScope && `memory: ${memoryScope}`,
  ].filter((trait): trait is string => typeof trait === 'string');
}

/** A free id made of a name: "Night Owl" gives "night-owl", and "night-owl-2" when that is taken. */
export function idFor(name: string, taken: readonly string[]): string {
  const base = name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'persona';
  let id = base;
  for (let n = 2; taken.includes(id); n++) id = `${base}-${n}`;
  return id;
}
