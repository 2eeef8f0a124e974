import { AmbiguousCredentials } from '../../common/problem/problems.js';

/** A credential as sent, not yet checked. */
export interface Credential {
  /** The header's value without its scheme. */
  secret: string;
  /** Client address; null when the socket is gone. */
  ip: string | null;
}

/**
 * The one secret of a request: `Authorization: Bearer …` or `X-API-Key`, the same in both allowed; null without any.
 * Reads raw headers, because Node drops a repeated Authorization and joins repeated X-API-Key headers.
 * Throws AmbiguousCredentials when it cannot tell who is meant.
 */
export function secretOf(rawHeaders: readonly string[]): string | null {
  const authorizations = valuesOf(rawHeaders, 'authorization');
  const keys = valuesOf(rawHeaders, 'x-api-key');
  if (authorizations.length > 1 || keys.length > 1) throw new AmbiguousCredentials();
  const [authorization] = authorizations;
  const [key] = keys;
  const bearer = authorization === undefined ? undefined : bearerOf(authorization);
  if (authorization !== undefined && key !== undefined && bearer !== key) throw new AmbiguousCredentials();
  return bearer ?? key ?? null;
}

function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders
    .filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === name)
    .map((value) => value.trim());
}

/** null: another scheme, which we do not know. */
function bearerOf(authorization: string): string | null {
  return /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? null;
}
