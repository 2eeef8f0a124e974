import { publicKeysOf } from './key-set.js';

const ec = { kty: 'EC', crv: 'P-256', kid: 'a', x: 'x', y: 'y', alg: 'ES256', use: 'sig', key_ops: ['verify'] };
const rsa = { kty: 'RSA', kid: 'b', n: 'n', e: 'AQAB' };

describe('publicKeysOf', () => {
  it.each<[string, unknown, unknown[]]>([
    ['no keys', { keys: [] }, []],
    ['elliptic and RSA keys', { keys: [ec, rsa], more: 1 }, [ec, rsa]],
    ['a shared secret', { keys: [{ kty: 'oct', k: 'c2VjcmV0', kid: 'a' }, rsa] }, [rsa]],
    ['a private key', { keys: [{ ...ec, d: 'd' }, rsa] }, [rsa]],
    ['a public key with a secret in it', { keys: [{ ...ec, k: 'k' }] }, []],
    ['a key for encryption', { keys: [{ ...rsa, use: 'enc' }] }, []],
    ['another curve', { keys: [{ ...ec, crv: 'P-384', alg: 'ES384' }] }, []],
    ['a public key that claims a symmetric algorithm', { keys: [{ ...rsa, alg: 'HS256' }] }, []],
    ['other values', { keys: [null, 7, 'x', []] }, []],
  ])('keeps of %s what signs', (_, reply, keys) => {
    expect(publicKeysOf(reply)).toEqual({ keys });
  });

  it.each([null, 'x', [], {}, { keys: {} }, { keys: Array.from({ length: 101 }, () => ec) }])('refuses %j', (reply) => {
    expect(() => publicKeysOf(reply)).toThrow('not a JSON Web Key Set');
  });
});
