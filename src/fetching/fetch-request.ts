import type { IncomingHttpHeaders } from 'node:http';
import type { Allowance } from './politeness/allowance.js';

/** What a guarded request may say. */
export interface FetchRequest {
  url: string;
  /** Default GET. Redirects of a POST are not followed. */
  method?: 'GET' | 'POST';
  /** Names in any case. User-Agent and Accept-Encoding are ours. */
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** Largest body in bytes, decoded. */
  maxBytes: number;
  /** For the whole exchange with its redirects; default 30 s. Time in the queue does not count. */
  deadlineMs?: number;
  signal?: AbortSignal;
  /** Value of Accept; default any. */
  accept?: string;
  /** Hand back the final answer whatever its status, for sources whose error bodies and headers matter. */
  anyStatus?: boolean;
  /**
   * Who shares a Retry-After: a pause that one request of the group is told holds for all of it. Default: the host. For
   * APIs that live side by side on one host.
   */
  group?: string;
  /** What the server lets us ask: kept by all processes together. */
  allowance?: Allowance;
  /** Keep what fits into `maxBytes` and leave the rest unread, instead of `too_large`. */
  truncate?: boolean;
  /** Whose request it is, user first, then job: slots go round them in turns. */
  turn?: readonly string[];
  /**
   * Asked before every request of the exchange, each redirect included, and again after a wait in the queue. Refuses by throwing FetchFailure; else says how
   * long to leave between two requests to the group, in milliseconds, 0 for as fast as it goes.
   */
  before?: (url: URL) => Promise<number>;
  /**
   * Shown the head of a 2xx answer before its body is read, repeated fields as lists. Throws FetchFailure to leave the
   * body unread.
   */
  onHead?: (url: URL, headers: IncomingHttpHeaders) => void;
  /**
   * Works on a good final answer while it still counts as being transferred, so that no more bodies pile up than there are
   * slots. Throws whatever the fetch shall throw.
   */
  consume?: (answer: FetchAnswer) => Promise<void>;
  /** Default 5. With 0 and `anyStatus` a redirect itself is the answer. */
  maxRedirects?: number;
}

export interface FetchAnswer {
  /** Final address after redirects. */
  url: string;
  status: number;
  /** Lower-case names; repeated fields joined with ", ". */
  headers: Record<string, string>;
  body: Buffer;
}
