import type { PrivacyView, SocksRequest, SocksTestResult, SocksView } from '../generated/protocol';
import { request } from './http';

/** Privacy mode; with a chat also whether that is private by itself. */
export const getPrivacy = (chat: string | null, signal?: AbortSignal) =>
  request<PrivacyView>('GET', chat === null ? '/api/privacy' : `/api/privacy?chat=${encodeURIComponent(chat)}`, undefined, signal ? { signal } : {});

export const putPrivacy = (on: boolean, chat: string | null) => request<PrivacyView>('PUT', '/api/privacy', { on, chat });

export const getSocks = (signal?: AbortSignal) => request<SocksView>('GET', '/api/network/socks', undefined, signal ? { signal } : {});

export const putSocks = (body: SocksRequest) => request<SocksView>('PUT', '/api/network/socks', body);

export const testSocks = () => request<SocksTestResult>('POST', '/api/network/socks/test', {});
