import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect } from 'react';
import { ChatPage } from '../chat/ChatPage';
import { Logo } from '../shared/icons';
import { useRoute } from '../shared/router';
import { useStore } from '../shared/store';
import { Sidebar } from '../sidebar/Sidebar';
import { chats, startApp } from '../state/app';
import { drawerOpen, examplesOpen, helpOpen, modelsOpen, roomsOpen, sidebarOpen, speechOpen, usageOpen } from '../state/ui';
import { ConnectionBar } from './ConnectionBar';
import { Header } from './Header';
import { Notifications } from './Notifications';
import { StorageBar } from './StorageBar';
import { TimerStrip } from './TimerStrip';
import { ToastStack } from './ToastStack';
import { useShortcuts } from './useShortcuts';
import styles from './shell.module.css';

const ModelsDialog = lazy(() => import('../models/ModelsDialog'));
const SpeechDialog = lazy(() => import('../speech/SpeechDialog'));
const ExamplesDialog = lazy(() => import('../voice/ui/ExamplesDialog'));
const RoomsDialog = lazy(() => import('../rooms/RoomsDialog'));
const UsageDialog = lazy(() => import('../usage/UsageDialog'));
const ClusterPage = lazy(() => import('../cluster/ClusterPage'));
const HelpDialog = lazy(() => import('./HelpDialog'));

/** The app behind the login: chats at the side, one chat in the middle. */
export function AppPage({ version }: { version: string }) {
  const route = useRoute();
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false }) ?? false;
  const sidebar = useStore(sidebarOpen);
  const drawer = useStore(drawerOpen);
  const models = useStore(modelsOpen);
  const help = useStore(helpOpen);
  const usage = useStore(usageOpen);
  const rooms = useStore(roomsOpen);
  const speech = useStore(speechOpen);
  const examples = useStore(examplesOpen);
  const chatId = route.page === 'chat' ? route.chatId : null;

  useEffect(() => startApp(), []);
  useEffect(() => chats.open(chatId), [chatId]);
  useEffect(() => drawerOpen.set(false), [chatId, route.page, narrow]);
  useShortcuts(narrow);

  return (
    <div className={styles.shell}>
      {route.page === 'cluster' ? <a className="skip-link" href="#cluster">Skip to the cluster</a> : <a className="skip-link" href="#composer">Skip to the message field</a>}
      {!narrow && sidebar && (
        <div className={styles.side}>
          <Sidebar narrow={false} version={version} />
        </div>
      )}
      <Drawer
        opened={narrow && drawer}
        onClose={() => drawerOpen.set(false)}
        size={304}
        title={<span className={styles.drawerTitle}><Logo size={22} /> Sapphire</span>}
        closeButtonProps={{ 'aria-label': 'Close the list of chats' }}
        classNames={{ content: styles.drawer ?? '', header: styles.drawer ?? '', body: styles.drawerBody ?? '' }}
      >
        <Sidebar narrow version={version} />
      </Drawer>
      <div className={styles.main}>
        <Header chatId={chatId} narrow={narrow} {...(route.page === 'cluster' ? { page: 'Cluster' } : {})} />
        <ConnectionBar />
        <StorageBar />
        <TimerStrip />
        <Notifications />
        {route.page === 'cluster' ? <Suspense fallback={null}><ClusterPage /></Suspense> : <ChatPage key={chatId ?? 'new'} chatId={chatId} />}
      </div>
      <ToastStack />
      <Suspense fallback={null}>
        {models && <ModelsDialog />}
        {speech && <SpeechDialog />}
        {examples && <ExamplesDialog />}
        {rooms && <RoomsDialog />}
        {usage && <UsageDialog />}
        {help && <HelpDialog />}
      </Suspense>
    </div>
  );
}
