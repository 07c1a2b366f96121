import { useEffect } from 'react';
import { avatarUrl } from '../api/avatars';
import { defaultsShelf, reloadDefaults } from '../chatSettings/shelves';
import { avatars, loadAvatars } from '../personas/avatars';
import { useSetting } from '../settings/settingsState';
import { Logo } from '../shared/icons';
import { useSelect, useStore } from '../shared/store';
import { chats } from '../state/app';
import styles from './chat.module.css';

// Once for all messages; the panel of a chat reads them again.
let defaultsAsked = false;

/** Whether pictures stand beside messages. */
export function useAvatars(): boolean {
  const shown = useSetting('AVATARS_IN_CHAT', true);
  useEffect(() => {
    if (!shown) return;
    if (avatars.get() === null) void loadAvatars();
    if (!defaultsAsked) void reloadDefaults();
    defaultsAsked = true;
  }, [shown]);
  return shown;
}

/** The picture of this chat, else of the home's defaults, else of the assistant; the mark of the program where there is none. Decoration: the message names who speaks. */
export function ReplyAvatar({ chatId }: { chatId: string }) {
  const own = useSelect(chats.state, (state) => (state.chatId === chatId ? (state.chat?.settings.avatar ?? null) : null));
  const home = useStore(avatars);
  const inherited = useSelect(defaultsShelf, ({ view }) => view?.settings.avatar ?? null);
  const id = own ?? inherited ?? home?.assistant ?? null;
  return <div className={styles.avatar} data-testid="reply-avatar">{id === null ? <Logo size={24} /> : <img className={styles.portrait} src={avatarUrl(id)} alt="" />}</div>;
}

/** The picture of the person, where there is one. */
export function OwnAvatar() {
  const id = useStore(avatars)?.user ?? null;
  return id === null ? null : <img className={styles.portrait} src={avatarUrl(id)} alt="" data-testid="own-avatar" />;
}
