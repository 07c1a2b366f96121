import { useEffect, useRef, useState } from 'react';
import type { ChatSummary } from '../generated/protocol';
import { ChevronDownIcon, ChevronRightIcon } from '../shared/icons';
import { ChatItem } from './ChatItem';
import { hasMoved } from './moving';
import { sections } from './sections';
import styles from './sidebar.module.css';

interface Props {
  chats: readonly ChatSummary[];
  active: string | null;
}

/** The chats: those that are pinned, the others by day, and the archive, which is folded. */
export function ChatGroups({ chats, active }: Props) {
  const { groups, archived } = sections(chats, new Date());
  return (
    <>
      {groups.length === 0 && <p className={styles.empty}>{archived.length === 0 ? 'No chats yet. Type a message, and its chat appears here.' : 'All chats are in the archive. Type a message, and a new one appears here.'}</p>}
      {groups.map(({ name, members }) => (
        <section key={name} aria-label={name} data-testid="chat-group" data-group={name}>
          <h2 className={styles.group}>{name}</h2>
          <Items chats={members} active={active} />
        </section>
      ))}
      {archived.length > 0 && <Archive chats={archived} active={active} />}
    </>
  );
}

function Archive({ chats, active }: Props) {
  const holds = chats.some(({ id }) => id === active);
  const [open, setOpen] = useState(holds);
  const toggle = useRef<HTMLButtonElement>(null);
  // The chat on screen is in sight in the list.
  useEffect(() => {
    if (holds) setOpen(true);
  }, [holds, active]);

  useEffect(() => {
    if (!open && hasMoved(chats.map(({ id }) => id))) toggle.current?.focus();
  }, [open, chats]);

  return (
    <section aria-label="Archive" data-testid="archive">
      <h2 className={styles.group}>
        <button ref={toggle} type="button" className={styles.fold} aria-expanded={open} data-testid="archive-toggle" onClick={() => setOpen(!open)}>
          {open ? <ChevronDownIcon size={14} /> : <ChevronRightIcon size={14} />} Archive ({chats.length})
        </button>
      </h2>
      {open && <Items chats={chats} active={active} />}
    </section>
  );
}

function Items({ chats, active }: Props) {
  return (
    <ul className={styles.items}>
      {chats.map((chat) => <ChatItem key={chat.id} chat={chat} active={chat.id === active} />)}
    </ul>
  );
}
