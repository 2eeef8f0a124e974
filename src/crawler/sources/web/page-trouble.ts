import type { FetchFailure } from '../../../fetching/fetch-failure.js';
import { SourceFailure, type SourceFailureKind } from '../image-source.js';

/** Failures of a page that may heal by themselves. */
export const mayHeal = ({ reason }: FetchFailure): boolean =>
  reason === 'rate_limited' || reason === 'timeout' || reason === 'connection' || reason === 'dns';

/** A page or file that could not be read, as the failure of its source: it names the address. */
export function pageTrouble(failure: FetchFailure | SourceFailure, url: string): SourceFailure {
  const kind = failure instanceof SourceFailure ? failure.kind : kindOf(failure);
  return new SourceFailure(kind, `${url.slice(0, 200)}: ${failure.message}`, failure.retryAfterMs);
}

function kindOf({ reason, status }: FetchFailure): SourceFailureKind {
  switch (reason) {
    case 'rate_limited':
      return 'rate_limited';
    case 'robots':
    case 'opted_out':
    case 'http_forbidden':
      return 'blocked';
    case 'timeout':
    case 'connection':
    case 'dns':
    case 'tls':
      return 'upstream';
    case 'http_error':
      return status !== null && status >= 500 ? 'upstream' : 'bad_request';
    default:
      return 'bad_request';
  }
}
