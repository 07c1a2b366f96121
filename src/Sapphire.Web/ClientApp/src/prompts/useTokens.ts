import { useEffect, useState } from 'react';
import { previewPrompt } from '../api/prompts';

/** How many tokens a text is, counted by the server when the typing pauses; null until that is known, and for no text. */
export function useTokens(text: string): number | null {
  const [counted, setCounted] = useState<{ text: string; tokens: number } | null>(null);
  useEffect(() => {
    if (text.trim() === '') return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      previewPrompt({ prompt: { kind: 'monolith', content: text, components: null, privacyRequired: false, version: null, type: null }, name: 'text', settings: null, chatId: null, userMessages: 1 }, abort.signal).then(
        (answer) => setCounted({ text, tokens: answer.tokens }),
        // The count is an extra: without an answer there is none.
        () => !abort.signal.aborted && setCounted(null),
      );
    }, 300);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return text.trim() === '' ? null : (counted?.tokens ?? null);
}

/** "about 1,200 tokens". */
export const tokensText = (tokens: number) => `about ${tokens.toLocaleString('en')} ${tokens === 1 ? 'token' : 'tokens'}`;
