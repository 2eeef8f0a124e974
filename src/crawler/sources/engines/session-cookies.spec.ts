import { SessionCookies } from './session-cookies.js';

it.each([
  [undefined, ''],
  ['', ''],
  ['BIDUPSID=A1; path=/', 'BIDUPSID=A1'],
  [
    'BAIDUID=A1:FG=1; expires=Thu, 31-Dec-37 23:55:55 GMT; max-age=2147483647; path=/, BDqhfp=x; HttpOnly',
    'BAIDUID=A1:FG=1; BDqhfp=x',
  ],
  ['bad value=x y, good=1', 'good=1'],
])('of %j brings %j', async (header, cookie) => {
  expect(await new SessionCookies(1_000).get(async () => header)).toBe(cookie);
});

it('visits again when its time is over, and after a visit that failed', async () => {
  let now = 0;
  const cookies = new SessionCookies(1_000, () => now);
  let visits = 0;
  const visit = async (): Promise<string> => {
    visits += 1;
    if (visits === 1) throw new Error('down');
    return `a=${visits}`;
  };
  await expect(cookies.get(visit)).rejects.toThrow('down');
  expect(await cookies.get(visit)).toBe('a=2');
  now = 999;
  expect(await cookies.get(visit)).toBe('a=2');
  now = 1_000;
  expect(await cookies.get(visit)).toBe('a=3');
});
