import { ActionIcon, Button, Tooltip, UnstyledButton } from '@mantine/core';
import { hub } from '../../hub';
import { MutedIcon, SpeakerIcon, StopIcon } from '../../shared/icons';
import { useSelect, useStore } from '../../shared/store';
import { isBasicVoice, speechSettings } from '../../speech/settings';
import { examplesOpen } from '../../state/ui';
import { room } from '..';
import { loudness, setLoudness } from '../loudness';
import { activity, type Activity, type TalkMode } from '../roomView';
import { LevelMeter } from './VoiceButtons';
import { VoiceNoticeCard } from './VoiceNoticeCard';
import styles from './voice.module.css';

const words: Record<Activity, string> = {
  opening: 'Opening the microphone…',
  idle: '',
  listening: 'Listening',
  hearing: 'Hearing you',
  understanding: 'Understanding…',
  thinking: 'Thinking…',
  speaking: 'Speaking',
};

const hints: Record<TalkMode, string> = {
  hold: 'Let go to send · Esc cancels',
  once: 'Pause, or tap again, to send · Esc cancels',
  handsFree: 'Speak whenever you like; it goes on while the tab is hidden',
};

/** What voice does now, and what is in its way. */
export function VoiceStatus({ onRestore }: { onRestore: (text: string) => void }) {
  const view = useStore(room.view);
  const basic = useSelect(speechSettings, (s) => s !== null && isBasicVoice(s));
  const now = activity(view);
  const speaking = view.speech !== null || now === 'speaking';
  const { talk } = view;
  const lost = useStore(hub.state).kind !== 'connected' && talk !== null;
  const hint = talk && (now === 'listening' || now === 'hearing') ? hints[talk.mode] : talk && now === 'opening' ? 'Allow it when the browser asks' : '';
  return (
    <div className={styles.status}>
      {/* Always there: a screen reader tells only what changes in a region that it knows. */}
      <span className="visually-hidden" role="status" data-testid="voice-announcer">{words[now]}</span>
      {view.blocked && speaking && (
        <VoiceNoticeCard value={{ kind: 'autoplay', title: 'The browser holds the sound back.', detail: 'It plays nothing before you have touched the page.', action: 'resume' }} onRestore={onRestore} />
      )}
      {view.notice && <VoiceNoticeCard value={view.notice} onRestore={onRestore} />}
      {talk && view.speakProblem && (
        <div className={styles.aside} data-testid="speak-problem">{view.speakProblem.title} {view.speakProblem.detail}</div>
      )}
      {(now !== 'idle' || talk) && (
        <div className={styles.strip} data-testid="voice-state" data-state={now} data-mode={talk?.mode ?? 'off'}>
          {talk && <LevelMeter />}
          <span className={styles.words}>
            <strong>{words[now]}</strong>
            {lost ? <span className={styles.dim}> · The connection was lost; what you say is kept for ten seconds</span> : hint && <span className={styles.dim}> · {hint}</span>}
          </span>
          {basic && talk && <BasicBadge />}
          {speaking && <SpeakingControls />}
        </div>
      )}
    </div>
  );
}

/** Says which recogniser listens, and opens what it understands. */
export function BasicBadge() {
  return (
    <UnstyledButton className={styles.badge} data-testid="basic-voice" aria-haspopup="dialog" onClick={() => examplesOpen.set(true)}>
      Basic voice: what it understands
    </UnstyledButton>
  );
}

function SpeakingControls() {
  const { volume, muted } = useStore(loudness);
  return (
    <span className={styles.controls}>
      <Tooltip label={muted ? 'Sound on' : 'Mute'}>
        <ActionIcon variant="subtle" color="gray" aria-label="Mute" aria-pressed={muted} data-testid="voice-mute" onClick={() => setLoudness({ muted: !muted })}>
          {muted ? <MutedIcon /> : <SpeakerIcon />}
        </ActionIcon>
      </Tooltip>
      <input
        className={styles.volume}
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={muted ? 0 : volume}
        aria-label="Volume"
        data-testid="voice-volume"
        onChange={(event) => setLoudness({ volume: Number(event.currentTarget.value), muted: false })}
      />
      <Button size="compact-sm" variant="default" leftSection={<StopIcon size={15} />} data-testid="stop-speaking" onClick={() => void room.stopSpeaking()}>
        Stop speaking
      </Button>
    </span>
  );
}
