import type { Hex } from '../appearance/color';
import { trimOf } from '../appearance/trim';
import { useSelect } from '../shared/store';
import { chats } from '../state/app';

/** The colour that the open chat is marked with; null for none. */
export function useTrim(chatId: string | null): Hex | null {
  return useSelect(chats.state, (state) => (state.chatId === chatId ? trimOf(state.chat?.settings?.trimColor) : null));
}
