import type { JSONWebKeySet, JWK } from 'jose';

/** A key set with more keys than this is no key set of an auth server. */
const MAX_KEYS = 100;

/** Public signing keys of a reply; what else is in it is left out. Throws when it is no key set at all. */
export function publicKeysOf(reply: unknown): JSONWebKeySet {
  const keys: unknown = isObject(reply) ? reply['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new Error('the reply is not a JSON Web Key Set');
  return { keys: keys.filter(isSigningKey) };
}

/** Elliptic and RSA public keys. A shared secret or a private key has no place in a published set. */
function isSigningKey(key: unknown): key is JWK {
  if (!isObject(key) || 'd' in key || 'k' in key) return false;
  const { kty, crv, use, alg } = key;
  if (use !== undefined && use !== 'sig') return false;
  return kty === 'EC'
    ? crv === 'P-256' && (alg === undefined || alg === 'ES256')
    : kty === 'RSA' && (alg === undefined || alg === 'RS256');
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
