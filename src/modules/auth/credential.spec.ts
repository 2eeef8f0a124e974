import { AmbiguousCredentials } from '../../common/problem/problems.js';
import { secretOf } from './credential.js';

describe('secretOf', () => {
  it.each<[string, string[], string | null]>([
    ['nothing', ['Host', 'x'], null],
    ['bearer', ['Authorization', 'Bearer abc'], 'abc'],
    ['scheme in any case', ['authorization', 'bEARER  abc'], 'abc'],
    ['key header', ['X-Api-KEY', ' abc '], 'abc'],
    ['the same twice', ['Authorization', 'Bearer abc', 'X-API-Key', 'abc'], 'abc'],
    ['another scheme', ['Authorization', 'Basic YTpi'], null],
    ['bearer without token', ['Authorization', 'Bearer '], null],
    ['a token with a space', ['Authorization', 'Bearer a b'], null],
    ['a value that is called like a header', ['Referer', 'x-api-key', 'Accept', '*/*'], null],
  ])('%s', (_, headers, secret) => {
    expect(secretOf(headers)).toBe(secret);
  });

  it.each<[string, string[]]>([
    ['two key headers', ['X-API-Key', 'a', 'x-api-key', 'b']],
    ['two equal key headers', ['X-API-Key', 'a', 'x-api-key', 'a']],
    ['two Authorization headers', ['Authorization', 'Bearer a', 'authorization', 'Bearer b']],
    ['different credentials', ['Authorization', 'Bearer a', 'X-API-Key', 'b']],
    ['another scheme beside a key', ['Authorization', 'Basic YTpi', 'X-API-Key', 'b']],
  ])('%s cannot be told apart', (_, headers) => {
    expect(() => secretOf(headers)).toThrow(AmbiguousCredentials);
  });
});
