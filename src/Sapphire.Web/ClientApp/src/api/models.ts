import type { ModelsView, ModelTestRequest, ModelTestResult, ProviderRequest, ScanResult, SelectionRequest } from '../generated/protocol';
import { request } from './http';

export const getModels = (signal?: AbortSignal) => request<ModelsView>('GET', '/api/models', undefined, signal ? { signal } : {});

export const scanModels = () => request<ScanResult>('POST', '/api/models/scan', {});

export const testModel = (body: ModelTestRequest) => request<ModelTestResult>('POST', '/api/models/test', body);

export const putProvider = (id: string, body: ProviderRequest) =>
  request<ModelsView>('PUT', `/api/models/providers/${encodeURIComponent(id)}`, body);

export const deleteProvider = (id: string) => request<ModelsView>('DELETE', `/api/models/providers/${encodeURIComponent(id)}`);

export const putSelection = (body: SelectionRequest) => request<ModelsView>('PUT', '/api/models/selection', body);
