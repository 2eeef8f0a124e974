import { AsyncLocalStorage } from 'node:async_hooks';

/** What code far from the controller may want to know about the request that it works for. */
export interface RequestInfo {
  requestId: string;
  /** Address of the peer. Behind a proxy, the proxy's: forwarded headers are not trusted. */
  ip: string | null;
  /** Set by the auth guard. */
  userId: string | null;
}

const storage = new AsyncLocalStorage<RequestInfo>();

/** The request this code runs for; null in workers and at start-up. */
export const currentRequest = (): RequestInfo | null => storage.getStore() ?? null;

/** For the auth guard: from here on the request belongs to this user. */
export function setRequestUser(userId: string): void {
  const info = storage.getStore();
  if (info) info.userId = userId;
}

/** Runs `work` and everything that it starts as part of the request. */
export const runInRequest = <T>(info: RequestInfo, work: () => T): T => storage.run(info, work);
