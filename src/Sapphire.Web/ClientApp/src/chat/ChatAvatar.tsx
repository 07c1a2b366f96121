import { useSetting } from '../settings/settingsState';
import { Logo } from '../shared/icons';
import styles from './chat.module.css';

/** Whether pictures stand beside messages. */
export function useAvatars(): boolean {
  return useSetting('AVATARS_IN_CHAT', true);
}

/** The mark of the program. Decoration: the message names who speaks. */
export function ReplyAvatar() {
  return <div className={styles.avatar} data-testid="reply-avatar"><Logo size={24} /></div>;
}
