import { useEffect, useRef, useState } from 'react';
import type { ChatSettings } from '../generated/protocol';
import { changeSettings } from '../state/commands';

/** How long a change is shown whose answer came and whose chat did not, in milliseconds. */
const patience = 3_000;

/**
 * What a chat is set to, with changes shown at once. A change is sent as a whole, made of what is shown, so that of two quick ones none is
 * lost. What the server refuses is taken back.
 */
export function useOwnSettings(chatId: string, server: ChatSettings) {
  const [local, setLocal] = useState<ChatSettings | null>(null);
  const now = useRef({ server, local, sending: 0 });
  now.current.server = server;
  const seen = JSON.stringify(server);

  function show(settings: ChatSettings | null) {
    now.current.local = settings;
    setLocal(settings);
  }

  useEffect(() => {
    if (now.current.sending === 0) show(null);
  }, [seen]);

  async function put(settings: ChatSettings, label: string): Promise<boolean> {
    show(settings);
    now.current.sending++;
    const done = await changeSettings(chatId, settings, label);
    now.current.sending--;
    if (!done || JSON.stringify(now.current.server) === JSON.stringify(settings)) {
      if (now.current.sending === 0) show(null);
    } else {
      setTimeout(() => now.current.sending === 0 && show(null), patience);
    }
    return done;
  }

  return {
    own: local ?? server,
    /** The server has all of it. */
    saved: local === null,
    put,
    change: (to: Partial<ChatSettings>, label: string) => put({ ...(now.current.local ?? now.current.server), ...to }, label),
  };
}
