import type { IncomingHttpHeaders } from 'node:http';
import type { TransferSlot } from './transfer-slots.js';

/** One request to one address, without redirects. */
export interface ExchangeRequest {
  url: URL;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string | Buffer;
  maxBytes: number;
  /** Keep what fits and cut the rest. */
  truncate: boolean;
  slot: TransferSlot;
  /** Shown the head of the answer; what it throws ends the exchange. */
  onHead: (status: number, headers: IncomingHttpHeaders) => void;
  /** Whether an answer of this status needs its body; of others only the head is returned. */
  wanted: (status: number) => boolean;
  deadlineMs: number;
  /** Close the connection afterwards. */
  close: boolean;
  signal?: AbortSignal;
}

export interface ExchangeAnswer {
  status: number;
  /** Lower-case names; repeated fields joined with ", ". */
  headers: Record<string, string>;
  body: Buffer;
}
