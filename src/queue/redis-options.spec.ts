import { redisOptions } from './redis-options.js';

describe('redisOptions', () => {
  it.each([
    ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379, db: 0 }],
    ['redis://:p%40ss@cache:6380/3', { host: 'cache', port: 6380, db: 3, password: 'p@ss' }],
    ['redis://ann:secret@[::1]:7000', { host: '::1', port: 7000, username: 'ann', password: 'secret' }],
    ['rediss://cache', { host: 'cache', tls: {} }],
  ])('%s', (url, options) => {
    expect(redisOptions(url)).toMatchObject(options);
  });

  it('sends no user name or TLS that the address does not name', () => {
    const options = redisOptions('redis://:secret@cache');
    expect('username' in options || 'tls' in options).toBe(false);
  });

  it('tries again for ever, at most 2 s apart', () => {
    const { retryStrategy } = redisOptions('redis://cache');
    expect([1, 5, 100, 1e6].map((attempt) => retryStrategy?.(attempt))).toEqual([100, 500, 2_000, 2_000]);
  });
});
