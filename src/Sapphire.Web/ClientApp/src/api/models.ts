import type { ModelChoicesView, ModelProfileView, ModelsView, ModelTestRequest, ModelTestResult, ProviderRequest, ScanResult, SelectionRequest } from '../generated/protocol';
import { request } from './http';

export const getModels = (signal?: AbortSignal) => request<ModelsView>('GET', '/api/models', undefined, signal ? { signal } : {});

export const scanModels = () => request<ScanResult>('POST', '/api/models/scan', {});

export const testModel = (body: ModelTestRequest) => request<ModelTestResult>('POST', '/api/models/test', body);

/** What is changed of a provider; what is left out stays as it is. */
export type ProviderChange = Pick<ProviderRequest, 'name' | 'url' | 'model' | 'enabled' | 'key'> & Partial<ProviderRequest>;

export const putProvider = (id: string, change: ProviderChange) =>
  request<ModelsView>('PUT', `/api/models/providers/${encodeURIComponent(id)}`, { kind: null, fallback: null, keyVariable: null, timeout: null, ...change } satisfies ProviderRequest);

/** One that is left alone for its failures is asked again. */
export const retryProvider = (id: string) => request<ModelsView>('POST', `/api/models/providers/${encodeURIComponent(id)}/retry`, {});

export const putProfile = (profile: ModelProfileView) => request<ModelsView>('PUT', '/api/models/profiles', profile);

export const deleteProfile = (key: string) => request<ModelsView>('DELETE', `/api/models/profiles?key=${encodeURIComponent(key)}`);

export const getChoices = (signal?: AbortSignal) => request<ModelChoicesView>('GET', '/api/models/choices', undefined, signal ? { signal } : {});

export const deleteProvider = (id: string) => request<ModelsView>('DELETE', `/api/models/providers/${encodeURIComponent(id)}`);

export const putSelection = (body: SelectionRequest) => request<ModelsView>('PUT', '/api/models/selection', body);
