import { ActionIcon, Menu, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { hub } from '../hub';
import { PrivacySwitch } from '../models/PrivacySwitch';
import { paletteOpen } from '../palette/paletteState';
import { AutoIcon, ChartIcon, ClusterIcon, DotsIcon, KeyboardIcon, LogoutIcon, ModelIcon, MoonIcon, PaletteIcon, RoomIcon, SearchIcon, ShieldIcon, SidebarIcon, SlidersIcon, SpeakerIcon, SunIcon } from '../shared/icons';
import { shortcutText } from '../shared/keys';
import { navigate } from '../shared/router';
import { useSelect, useStore } from '../shared/store';
import { chats, home } from '../state/app';
import { sidePanelOpen, toggleSidePanel } from '../state/sidePanel';
import { appearanceOpen, drawerOpen, helpOpen, modelsOpen, roomsOpen, sidebarOpen, speechOpen, toggleSidebar, usageOpen } from '../state/ui';
import { room } from '../voice';
import { leave } from './leave';
import styles from './shell.module.css';

interface Props {
  chatId: string | null;
  narrow: boolean;
  /** What stands in the place of a chat's title on a page that is no chat. */
  page?: string | undefined;
}

export function Header({ chatId, narrow, page: other }: Props) {
  const open = useSelect(chats.state, (s) => (s.chatId === chatId ? s.chat?.title : undefined));
  const listed = useSelect(home, (h) => h?.chats.find((c) => c.id === chatId)?.title);
  const title = other ?? (chatId === null ? 'New chat' : (listed ?? open ?? 'Chat'));
  const sidebar = useStore(sidebarOpen);
  const drawer = useStore(drawerOpen);

  const listening = useSelect(room.view, (view) => view.talk?.phase === 'open');

  // Also where another tab is in front: who listens says so.
  useEffect(() => {
    const page = chatId === null && other === undefined ? 'Sapphire' : `${title} · Sapphire`;
    document.title = listening ? `● Listening · ${page}` : page;
  }, [chatId, other, title, listening]);

  return (
    <header className={styles.header}>
      {(narrow || (!sidebar && other === undefined)) && (
        <Tooltip label={`Show the list of chats (${shortcutText('Mod+B')})`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label="Show the list of chats"
            aria-expanded={narrow ? drawer : false}
            data-testid="sidebar-toggle"
            onClick={() => toggleSidebar(narrow)}
          >
            <SidebarIcon size={20} />
          </ActionIcon>
        </Tooltip>
      )}
      <h1 className={styles.title} dir="auto" data-testid="chat-title">{title}</h1>
      <ConnectionDot />
      <ModelBadge narrow={narrow} />
      <PrivacySwitch chatId={chatId} />
      <ThemeToggle />
      {other === undefined && <PanelToggle />}
      <HeaderMenu />
    </header>
  );
}

const connectionWords = { connecting: 'Connecting', connected: 'Connected', reconnecting: 'Reconnecting', offline: 'Offline' };

function ConnectionDot() {
  const { kind } = useStore(hub.state);
  return (
    <Tooltip label={connectionWords[kind]}>
      <span className={styles.dot} data-testid="connection-state" data-state={kind} role="status">
        <span className="visually-hidden">{connectionWords[kind]}</span>
      </span>
    </Tooltip>
  );
}

function ModelBadge({ narrow }: { narrow: boolean }) {
  const model = useSelect(home, (h) => h?.model);
  if (!model) return null;
  const text = model.builtIn || !model.model ? model.provider : `${model.model} · ${model.provider}`;
  return (
    <Tooltip label={model.detail || `${text} answers. Open the models.`} multiline maw={320}>
      <UnstyledButton
        className={styles.model}
        data-testid="model-badge"
        data-builtin={model.builtIn}
        aria-label={`Model: ${text}. Open the models dialog`}
        onClick={() => modelsOpen.set(true)}
      >
        <ModelIcon size={16} />
        <span className={styles.modelText}>{narrow && model.builtIn ? 'Built-in' : narrow && model.model ? model.model : text}</span>
      </UnstyledButton>
    </Tooltip>
  );
}

function PanelToggle() {
  const open = useStore(sidePanelOpen);
  return (
    <Tooltip label={`Settings of this chat (${shortcutText('Mod+.')})`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Settings of this chat"
        aria-expanded={open}
        data-testid="side-panel-toggle"
        data-opens="side-panel"
        onClick={toggleSidePanel}
      >
        <SlidersIcon size={20} />
      </ActionIcon>
    </Tooltip>
  );
}

const schemes = ['light', 'dark', 'auto'] as const;
const schemeWords = { light: 'light', dark: 'dark', auto: 'as the system' };

function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = schemes[(schemes.indexOf(colorScheme) + 1) % schemes.length]!;
  return (
    <Tooltip label={`Theme: ${schemeWords[colorScheme]}. Switch to ${schemeWords[next]}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={`Theme: ${schemeWords[colorScheme]}. Switch to ${schemeWords[next]}`}
        data-testid="theme-toggle"
        data-scheme={colorScheme}
        onClick={() => setColorScheme(next)}
      >
        {colorScheme === 'light' ? <SunIcon size={20} /> : colorScheme === 'dark' ? <MoonIcon size={20} /> : <AutoIcon size={20} />}
      </ActionIcon>
    </Tooltip>
  );
}

function HeaderMenu() {
  return (
    <Menu position="bottom-end" width={250}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="More" data-testid="header-menu">
          <DotsIcon size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<SearchIcon size={17} />} rightSection={<span className={styles.menuKeys}>{shortcutText('Mod+K')}</span>} data-testid="open-palette" onClick={() => paletteOpen.set(true)}>Command palette</Menu.Item>
        <Menu.Item leftSection={<ModelIcon size={17} />} onClick={() => modelsOpen.set(true)}>Models</Menu.Item>
        <Menu.Item leftSection={<SpeakerIcon size={17} />} data-testid="speech-settings" onClick={() => speechOpen.set(true)}>Speech</Menu.Item>
        <Menu.Item leftSection={<RoomIcon size={17} />} data-testid="rooms" onClick={() => roomsOpen.set(true)}>Rooms</Menu.Item>
        <Menu.Item leftSection={<ChartIcon size={17} />} data-testid="usage" onClick={() => usageOpen.set(true)}>Usage</Menu.Item>
        <Menu.Item leftSection={<ClusterIcon size={17} />} data-testid="cluster" onClick={() => navigate({ page: 'cluster' })}>Cluster</Menu.Item>
        <Menu.Item leftSection={<PaletteIcon size={17} />} data-testid="open-appearance" onClick={() => appearanceOpen.set(true)}>Appearance</Menu.Item>
        <Menu.Item leftSection={<KeyboardIcon size={17} />} data-testid="help" onClick={() => helpOpen.set(true)}>Keyboard shortcuts</Menu.Item>
        {location.protocol === 'https:' && (
          <Menu.Item component="a" href="/certificate" target="_blank" leftSection={<ShieldIcon size={17} />}>Certificate</Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          leftSection={<LogoutIcon size={17} />}
          data-testid="logout"
          onClick={() => void leave()}
        >
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
