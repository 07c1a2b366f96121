import { Center, Drawer, Loader, useMantineColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { type CSSProperties, lazy, Suspense, useEffect } from 'react';
import { appearance } from '../appearance/appearance';
import { ChatPage } from '../chat/ChatPage';
import { offerCluster } from '../palette/clusterSource';
import { offerLibrary } from '../palette/homeSources';
import { Logo } from '../shared/icons';
import { isChatRoute, type Route, useRoute } from '../shared/router';
import { useSelect, useStore } from '../shared/store';
import { offerSettings, watchSettings } from '../settings/settingsSearch';
import { Sidebar } from '../sidebar/Sidebar';
import { registerActions } from '../state/actions';
import { chats, startApp } from '../state/app';
import { sidePanelOpen } from '../state/sidePanel';
import { drawerOpen, sidebarOpen } from '../state/ui';
import { ConnectionBar } from './ConnectionBar';
import { Dialogs } from './Dialogs';
import { Header } from './Header';
import { Navigation } from './Navigation';
import { Notifications } from './Notifications';
import { pageActions } from './pageActions';
import { pageTitle } from './pages';
import { shellActions } from './shellActions';
import { SidebarHandle } from './SidebarHandle';
import { SidePanel } from './SidePanel';
import { StorageBar } from './StorageBar';
import { TimerStrip } from './TimerStrip';
import { ToastStack } from './ToastStack';
import { useTrim } from './useTrim';
import { useShortcuts } from './useShortcuts';
import styles from './shell.module.css';

const PromptsPage = lazy(() => import('../prompts/PromptsPage'));
const PersonasPage = lazy(() => import('../personas/PersonasPage'));
const ModelsPage = lazy(() => import('../models/ModelsPage'));
const DashboardPage = lazy(() => import('../dashboard/DashboardPage'));
const ClusterPage = lazy(() => import('../cluster/ClusterPage'));
const SettingsPage = lazy(() => import('../settings/SettingsPage'));
const ChatSettingsPanel = lazy(() => import('../chatSettings/ChatSettingsPanel'));

/** The app behind the login: pages and chats at the side, one of them in the middle, the chat's settings beside it. */
export function AppPage({ version }: { version: string }) {
  const route = useRoute();
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false }) ?? false;
  const sidebar = useStore(sidebarOpen);
  const drawer = useStore(drawerOpen);
  const sidebarWidth = useSelect(appearance, (look) => look.sidebarWidth);
  const inChat = isChatRoute(route);
  const chatId = route.page === 'chat' ? route.chatId : null;
  const trim = useTrim(chatId);
  const { setColorScheme } = useMantineColorScheme();

  useEffect(() => startApp(), []);
  useEffect(() => offerSettings(), []);
  useEffect(() => offerLibrary(), []);
  useEffect(() => offerCluster(), []);
  useEffect(() => watchSettings(), []);
  useEffect(() => chats.open(chatId), [chatId]);
  useEffect(() => drawerOpen.set(false), [chatId, route.page, narrow]);
  // On a narrow screen it covers the chat, which is what a visitor came for.
  useEffect(() => {
    if (narrow) sidePanelOpen.set(false);
  }, [narrow]);
  useEffect(() => registerActions('shell', () => shellActions(narrow, setColorScheme)), [narrow, setColorScheme]);
  useEffect(() => registerActions('pages', pageActions), []);
  useShortcuts();

  return (
    <div className={styles.shell}>
      <SkipLink route={route} />
      {!narrow && <Navigation narrow={false} />}
      {!narrow && sidebar && inChat && (
        <>
          <div className={styles.side} style={{ width: sidebarWidth }}>
            <Sidebar narrow={false} version={version} />
          </div>
          <SidebarHandle />
        </>
      )}
      <Drawer
        opened={narrow && drawer}
        onClose={() => drawerOpen.set(false)}
        size={304}
        title={<span className={styles.drawerTitle}><Logo size={22} /> Sapphire</span>}
        closeButtonProps={{ 'aria-label': 'Close the list of chats' }}
        attributes={{ header: { role: 'none' }, content: { 'data-navigation': true } }}
        classNames={{ content: styles.drawer ?? '', header: styles.drawer ?? '', body: styles.drawerBody ?? '' }}
      >
        <Navigation narrow />
        <div className={styles.drawerChats}><Sidebar narrow version={version} /></div>
      </Drawer>
      <div className={styles.main} data-trim={trim !== null} style={trim === null ? undefined : ({ '--page-trim': trim } as CSSProperties)} data-testid="main">
        <Header chatId={chatId} narrow={narrow} page={pageTitle(route)} />
        <ConnectionBar />
        <StorageBar />
        <TimerStrip />
        <Notifications />
        {inChat ? <ChatPage key={chatId ?? 'new'} chatId={chatId} /> : <Suspense fallback={<Center className={styles.waiting ?? ''}><Loader size="sm" role="status" aria-label="The page is loading" /></Center>}><OtherPage route={route} /></Suspense>}
      </div>
      {inChat && (
        <SidePanel title="Settings of this chat" narrow={narrow}>
          <Suspense fallback={<Loader size="sm" role="status" aria-label="Loading" />}>
            <ChatSettingsPanel key={chatId ?? 'new'} chatId={chatId} />
          </Suspense>
        </SidePanel>
      )}
      <ToastStack />
      <Dialogs />
    </div>
  );
}

function SkipLink({ route }: { route: Route }) {
  if (isChatRoute(route)) return <a className="skip-link" href="#composer">Skip to the message field</a>;
  if (route.page === 'cluster') return <a className="skip-link" href="#cluster">Skip to the cluster</a>;
  return <a className="skip-link" href="#page">Skip to the page</a>;
}

function OtherPage({ route }: { route: Route }) {
  switch (route.page) {
    case 'prompts':
      return <PromptsPage />;
    case 'personas':
      return <PersonasPage />;
    case 'models':
      return <ModelsPage />;
    case 'dashboard':
      return <DashboardPage />;
    case 'cluster':
      return <ClusterPage />;
    case 'settings':
      return <SettingsPage category={route.category ?? null} />;
    default:
      return null;
  }
}
