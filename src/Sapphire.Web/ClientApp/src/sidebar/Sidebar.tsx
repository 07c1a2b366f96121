import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { SearchHit } from '../generated/protocol';
import { SearchBox } from '../search/SearchBox';
import { hitId, SearchResults } from '../search/SearchResults';
import { searchTarget, searchText } from '../search/searchState';
import { useSearch } from '../search/useSearch';
import { Logo, PlusIcon, SidebarIcon } from '../shared/icons';
import { shortcutText } from '../shared/keys';
import { navigate, useRoute } from '../shared/router';
import { useSelect, useStore } from '../shared/store';
import { home } from '../state/app';
import { askComposerFocus, drawerOpen, toggleSidebar } from '../state/ui';
import { ChatGroups } from './ChatGroups';
import { ImportProgress, ListMenu } from './ListMenu';
import styles from './sidebar.module.css';

interface Props {
  narrow: boolean;
  version: string;
}

export function Sidebar({ narrow, version }: Props) {
  const chats = useSelect(home, (h) => h?.chats);
  const route = useRoute();
  const active = route.page === 'chat' ? route.chatId : null;
  const text = useStore(searchText);
  const searching = text.trim() !== '';
  const { found, more, again } = useSearch(text);
  const [at, setAt] = useState(0);
  const chosen = Math.min(at, found.hits.length - 1);

  // Another search begins at its first hit.
  useEffect(() => setAt(0), [found.text]);

  function open(hit: SearchHit) {
    if (hit.messageId !== null) searchTarget.set({ chatId: hit.chatId, messageId: hit.messageId });
    navigate({ page: 'chat', chatId: hit.chatId });
    drawerOpen.set(false);
  }

  function move(by: number) {
    const count = found.hits.length;
    if (count > 0) setAt((chosen + by + count) % count);
  }

  return (
    <nav className={styles.sidebar} aria-label="Chats">
      {!narrow && (
        <div className={styles.top}>
          <Logo size={24} />
          <span className={styles.brand}>Sapphire</span>
          <Tooltip label={`Hide the list of chats (${shortcutText('Mod+B')})`}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Hide the list of chats" aria-expanded data-testid="sidebar-toggle" onClick={() => toggleSidebar(false)}>
              <SidebarIcon size={20} />
            </ActionIcon>
          </Tooltip>
        </div>
      )}
      <div className={styles.new}>
        <div className={styles.begin}>
          <Button
            fullWidth
            variant="default"
            leftSection={<PlusIcon size={17} />}
            data-testid="new-chat"
            onClick={() => {
              navigate({ page: 'new' });
              drawerOpen.set(false);
              askComposerFocus();
            }}
          >
            New chat
          </Button>
          <ListMenu />
        </div>
        <ImportProgress />
        <SearchBox
          expanded={searching && found.hits.length > 0}
          activeId={searching && chosen >= 0 ? hitId(chosen) : undefined}
          onMove={move}
          onOpen={() => {
            const hit = found.hits[chosen];
            // What stands there may be of an older text while the newer one is searched.
            if (hit && !found.loading) open(hit);
          }}
        />
      </div>
      <div className={styles.list} data-testid="chat-list">
        {searching ? <SearchResults found={found} active={chosen} onOpen={open} onMore={more} onAgain={again} /> : chats === undefined ? <Waiting /> : <ChatGroups chats={chats} active={active} />}
      </div>
      <div className={styles.foot}>Sapphire {version}</div>
    </nav>
  );
}

function Waiting() {
  return (
    <div aria-label="The list of chats is loading" role="status">
      {[70, 85, 60].map((width) => <Skeleton key={width} height={14} width={`${width}%`} radius="xl" mx={10} my={18} />)}
    </div>
  );
}
