import type { PrivacyView, SocksRequest, SocksTestResult, SocksView } from '../generated/protocol';
import { request } from './http';

export const getPrivacy = (signal?: AbortSignal) => request<PrivacyView>('GET', '/api/privacy', undefined, signal ? { signal } : {});

export const putPrivacy = (on: boolean) => request<PrivacyView>('PUT', '/api/privacy', { on });

export const getSocks = (signal?: AbortSignal) => request<SocksView>('GET', '/api/network/socks', undefined, signal ? { signal } : {});

export const putSocks = (body: SocksRequest) => request<SocksView>('PUT', '/api/network/socks', body);

export const testSocks = () => request<SocksTestResult>('POST', '/api/network/socks/test', {});
