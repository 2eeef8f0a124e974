import type { Operation } from './api-document.js';

/** Where the ETag of a successful answer, or its absence, is not what the operation's documentation says. */
export function etagFaults(
  documented: Operation['responses'][string] | undefined,
  status: number,
  etag: string | undefined,
): string[] {
  if (!documented || status >= 400) return [];
  const header = documented.headers?.['ETag'];
  if (etag === undefined) return header?.required ? [`${status} has no ETag, which is documented`] : [];
  return [
    ...(header ? [] : [`${status} has an ETag, which is not documented`]),
    ...(/^"[!#-~]+"$/.test(etag) ? [] : [`${etag} is no strong entity tag`]),
  ];
}
