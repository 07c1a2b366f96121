import type { RecognizerTestRequest, RecognizerTestResult, SpeechSettingsRequest, SpeechTestRequest, SpeechView } from '../generated/protocol';
import { request, requestBlob } from './http';

export const getSpeech = (signal?: AbortSignal) => request<SpeechView>('GET', '/api/speech', undefined, signal ? { signal } : {});

export const putSpeech = (body: SpeechSettingsRequest) => request<SpeechView>('PUT', '/api/speech', body);

/** Speaks a text: WAV. */
export const testSpeech = (body: SpeechTestRequest) => requestBlob('POST', '/api/speech/test', body);

export const testRecognizer = (body: RecognizerTestRequest) => request<RecognizerTestResult>('POST', '/api/speech/recognizer/test', body);
