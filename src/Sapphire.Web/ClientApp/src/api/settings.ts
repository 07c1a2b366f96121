import type { BackupsView, SettingsView } from '../generated/protocol';
import { request } from './http';

/** A setting's value as it travels. */
export type SettingJson = boolean | number | string | readonly string[];

export const getSettings = (signal?: AbortSignal) => request<SettingsView>('GET', '/api/settings', undefined, signal ? { signal } : {});

/** Changes several settings, all or none; null gives one its default again. */
export const putSettings = (values: Readonly<Record<string, SettingJson | null>>) => request<SettingsView>('PUT', '/api/settings', { values });

/** Has Sapphire start anew; it answers before it stops. */
export const restart = () => request<null>('POST', '/api/restart', {});

export const getBackups = (signal?: AbortSignal) => request<BackupsView>('GET', '/api/backups', undefined, signal ? { signal } : {});

/** Begins to make a backup. */
export const createBackup = () => request<BackupsView>('POST', '/api/backups', {});

/** Begins to check a backup to its last byte. */
export const verifyBackup = (name: string) => request<BackupsView>('POST', `/api/backups/${encodeURIComponent(name)}/verify`, {});

export const deleteBackup = (name: string) => request<BackupsView>('DELETE', `/api/backups/${encodeURIComponent(name)}`);
