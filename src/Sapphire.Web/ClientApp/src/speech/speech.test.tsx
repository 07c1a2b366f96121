import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../api/http';
import { getSpeech, putSpeech, testRecognizer, testSpeech } from '../api/speech';
import type { SpeechView } from '../generated/protocol';
import { show } from '../test/render';
import { room } from '../voice';
import { formOf, requestOf, voiceGroups } from './form';
import { isBasicVoice, speechSettings } from './settings';
import SpeechDialog from './SpeechDialog';

vi.mock('../api/speech', () => ({ getSpeech: vi.fn(), putSpeech: vi.fn(), testSpeech: vi.fn(), testRecognizer: vi.fn() }));

const none = { url: '', model: '', voices: '', hasKey: false };
const view: SpeechView = {
  speak: { voice: '', rate: 1, pitch: 1, volume: 1, when: 'spoken', service: none },
  listen: { recognizer: 'auto', service: none },
  voices: [
    { id: 'espeak-ng/de', name: 'German', language: 'de', engine: 'espeak-ng' },
    { id: 'flite/slt', name: 'slt', language: 'en-US', engine: 'flite' },
    { id: 'flite/awb', name: 'awb', language: 'en-GB', engine: 'flite' },
  ],
  synthesizers: [
    { id: 'flite', name: 'flite', available: true, detail: '' },
    { id: 'espeak-ng', name: 'espeak-ng', available: false, detail: 'Install espeak-ng.' },
  ],
  recognizers: [{ id: 'pocketsphinx', name: 'pocketsphinx', available: true, detail: '' }],
  understands: [{ title: 'Time', examples: ['what time is it'] }],
};

beforeEach(() => {
  vi.mocked(getSpeech).mockReset().mockResolvedValue(view);
  vi.mocked(putSpeech).mockReset();
  vi.spyOn(room, 'refresh').mockReturnValue();
  speechSettings.set(null);
});

describe('the speech settings', () => {
  it('go to the server as they came, with keys only where one was typed or forgotten', () => {
    const form = formOf(view);
    expect(requestOf(form)).toEqual({
      voice: '', rate: 1, pitch: 1, volume: 1, when: 'spoken', recognizer: 'auto',
      speakService: { url: '', model: '', voices: '', key: null }, listenService: { url: '', model: '', voices: '', key: null },
    });
    form.speakService.forgetKey = true;
    form.listenService.key = 'secret';
    expect([requestOf(form).speakService.key, requestOf(form).listenService.key]).toEqual(['', 'secret']);
  });

  it('list voices by engine and language, and keep one that is not there now', () => {
    const groups = voiceGroups(view, 'openai/nova');
    expect(groups.map((g) => g.group)).toEqual(['Automatic', 'Not there now', 'flite', 'espeak-ng']);
    expect(groups[2]!.items.map((i) => i.label)).toEqual(['slt · American English', 'awb · British English']);
    expect(voiceGroups(view, 'flite/slt').map((g) => g.group)).not.toContain('Not there now');
  });

  it('tell whether basic voice listens', () => {
    const with_ = (recognizer: string, url: string) => isBasicVoice({ ...view, listen: { recognizer, service: { ...none, url } } });
    expect([with_('auto', ''), with_('auto', 'http://x/v1'), with_('pocketsphinx', 'http://x/v1'), with_('openai', 'http://x/v1')]).toEqual([true, false, true, false]);
  });
});

describe('the speech dialog', () => {
  it('shows what can speak and listen, changes and saves', async () => {
    vi.mocked(putSpeech).mockImplementation((request) => Promise.resolve({ ...view, speak: { ...view.speak, when: request.when, voice: request.voice } }));
    show(<SpeechDialog />);
    const voice = await screen.findByTestId<HTMLInputElement>('speech-voice');
    expect(voice.value).toBe('The best voice that is there');
    expect(screen.getAllByTestId('synthesizer').map((e) => [e.dataset['engine'], e.dataset['available']])).toEqual([['flite', 'true'], ['espeak-ng', 'false']]);
    expect(screen.getByText('Install espeak-ng.')).toBeTruthy();
    await userEvent.click(screen.getByLabelText('Always'));
    await userEvent.click(screen.getByTestId('speech-save'));
    await waitFor(() => expect(screen.getByTestId('speech-saved').textContent).toMatch(/^Saved/));
    expect(vi.mocked(putSpeech).mock.calls[0]![0]).toMatchObject({ when: 'always', voice: '' });
    expect(speechSettings.get()?.speak.when).toBe('always');
    expect(room.refresh).toHaveBeenCalledOnce();
  });

  it('tests the voice as it is on screen, and tells what went wrong', async () => {
    vi.mocked(testSpeech).mockRejectedValue(new ApiError(503, 'Nothing can speak.', 'Install flite.'));
    show(<SpeechDialog />);
    await userEvent.click(await screen.findByTestId('speech-test'));
    expect((await screen.findByTestId('speech-test-error')).textContent).toBe('Nothing can speak. Install flite.');
    expect(vi.mocked(testSpeech).mock.calls[0]![0]).toMatchObject({ voice: '', rate: 1, service: null });
  });

  it('tests a service for listening, and refuses what is no address', async () => {
    vi.mocked(testRecognizer).mockResolvedValue({ ok: true, message: 'Answered in 0.4 s.', text: 'hello' });
    show(<SpeechDialog />);
    fireEvent.change(await screen.findByTestId('listen-url'), { target: { value: 'nonsense' } });
    await userEvent.click(screen.getByTestId('speech-save'));
    expect(screen.getByText(/This is not an address/)).toBeTruthy();
    expect(putSpeech).not.toHaveBeenCalled();
    fireEvent.change(screen.getByTestId('listen-url'), { target: { value: 'http://127.0.0.1:9000/v1' } });
    fireEvent.change(screen.getByTestId('listen-key'), { target: { value: 'k' } });
    await userEvent.click(screen.getByTestId('listen-test'));
    expect((await screen.findByTestId('listen-test-result')).textContent).toMatch(/Answered in 0\.4 s\..*hello/);
    expect(vi.mocked(testRecognizer).mock.calls[0]![0].service).toEqual({ url: 'http://127.0.0.1:9000/v1', model: '', voices: '', key: 'k' });
  });

  it('says when the settings cannot be had, and offers to try again', async () => {
    vi.mocked(getSpeech).mockRejectedValueOnce(new ApiError(0, 'Sapphire does not answer.', 'Check it.'));
    show(<SpeechDialog />);
    expect((await screen.findByTestId('speech-error')).textContent).toMatch(/does not answer/);
    await userEvent.click(screen.getByText('Try again'));
    expect(await screen.findByTestId('speech-voice')).toBeTruthy();
  });
});
