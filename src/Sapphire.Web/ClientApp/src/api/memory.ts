import type { MemoryScopesView, NewMemoryScope } from '../generated/protocol';
import { request } from './http';

export const getScopes = () => request<MemoryScopesView>('GET', '/api/memory/scopes');
export const createScope = (name: string) => request<MemoryScopesView>('POST', '/api/memory/scopes', { name } satisfies NewMemoryScope);
/** Deletes a scope; one with memories only when it is confirmed. */
export const deleteScope = (name: string, confirmed: boolean) => request<MemoryScopesView>('DELETE', `/api/memory/scopes/${encodeURIComponent(name)}${confirmed ? '?confirm=true' : ''}`);
