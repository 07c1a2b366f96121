import { ActionIcon, Tooltip } from '@mantine/core';
import { useEffect } from 'react';
import { ShieldIcon } from '../shared/icons';
import { useStore } from '../shared/store';
import { followPrivacy, privacy, setPrivacy } from '../state/privacy';

/** The shield in the header: privacy mode on or off. */
export function PrivacySwitch() {
  const view = useStore(privacy);
  useEffect(() => followPrivacy(), []);
  if (view === null) return null;
  const label = view.on ? 'Privacy mode is on: nothing leaves your own network. Switch it off' : 'Privacy mode is off. Switch it on';
  return (
    <Tooltip label={view.on && view.heldBy ? `${label}. ${view.heldBy}` : label} multiline maw={300}>
      <ActionIcon
        variant={view.on ? 'light' : 'subtle'}
        color={view.on ? 'green' : 'gray'}
        size="lg"
        role="switch"
        aria-checked={view.on}
        aria-label="Privacy mode"
        data-testid="privacy-switch"
        data-on={view.on}
        onClick={() => void setPrivacy(!view.on)}
      >
        <ShieldIcon size={20} />
      </ActionIcon>
    </Tooltip>
  );
}
