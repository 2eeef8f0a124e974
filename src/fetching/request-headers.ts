import type { FetchRequest } from './fetch-request.js';

/** The headers of a request, in lower case: what the caller gives, and what is always ours. */
export function requestHeaders({ headers = {}, accept }: FetchRequest, userAgent: string): Record<string, string> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    accept: accept ?? '*/*',
    ...Object.fromEntries(given),
    'user-agent': userAgent,
    'accept-encoding': 'identity',
  };
}
