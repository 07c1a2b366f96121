import { Center, Loader } from '@mantine/core';
import { useEffect } from 'react';
import { loadSession, session } from '../api/session';
import { useStore } from '../shared/store';
import { AppPage } from '../shell/AppPage';
import { LoginPage } from './LoginPage';
import { SetupPage } from './SetupPage';
import { UnreachablePage } from './UnreachablePage';

/** Shows the page that fits where the visitor stands. */
export function SessionGate() {
  const current = useStore(session);
  useEffect(() => {
    void loadSession();
  }, []);

  switch (current.state) {
    case 'loading':
      return (
        <Center h="100%">
          <Loader role="status" aria-label="Sapphire is loading" />
        </Center>
      );
    case 'unreachable':
      return <UnreachablePage title={current.title} detail={current.detail} />;
    case 'setup':
      return <SetupPage allowed={current.setupAllowed} />;
    case 'login':
      return <LoginPage expired={current.expired} />;
    case 'ready':
      return <AppPage version={current.version} />;
  }
}
