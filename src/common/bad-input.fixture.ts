import { requestBytes, type RawRequest } from './raw-http.fixture.js';

/** One row of the table of bad inputs: its number, what is sent, and the answer's status and slug (none when accepted). */
export type BadInput = [row: number, name: string, bytes: string | Uint8Array, status: number, slug?: string];

export const get = (target: string, headers: Record<string, string> = {}): Buffer => requestBytes({ target, headers });

export const post = (body: string | Uint8Array, headers: Record<string, string> = {}): Buffer =>
  requestBytes({ method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body });

export const send = (request: RawRequest): Buffer => requestBytes(request);
