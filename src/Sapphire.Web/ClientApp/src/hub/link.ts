import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { getCsrfToken } from '../api/http';

/** What the hub client needs of a SignalR connection. */
export interface Link {
  start(): Promise<void>;
  stop(): Promise<void>;
  onclose(callback: (error?: Error) => void): void;
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  stream<T>(method: string, ...args: unknown[]): LinkStream<T>;
}

export interface LinkStream<T> {
  subscribe(observer: LinkObserver<T>): { dispose(): void };
}

export interface LinkObserver<T> {
  next(value: T): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * A fresh connection. Reconnecting is ours (`Hub`): SignalR's own gives up, cannot be hurried and does not retry the
 * first start; its stateful reconnect throttles the throughput.
 */
export function createLink(): Link {
  const connection = new HubConnectionBuilder()
    .withUrl('/hub', { headers: { 'X-CSRF-Token': getCsrfToken() }, timeout: 10_000 })
    .configureLogging(LogLevel.None)
    .build();
  connection.serverTimeoutInMilliseconds = 15_000;
  connection.keepAliveIntervalInMilliseconds = 5_000;
  return connection;
}
