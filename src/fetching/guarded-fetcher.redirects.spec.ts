import type { RequestListener } from 'node:http';
import { FetchFailure } from './fetch-failure.js';
import { failureOf, LocalServers } from './local-servers.fixture.js';
import { headersFor, redirectTarget } from './redirect.js';

const local = new LocalServers();
afterEach(() => local.close());

const to =
  (location: string, status = 302): RequestListener =>
  (_, res) =>
    res.writeHead(status, { location }).end('moved');

/** Steps down: /5 → /4 → … → /0, which answers. */
const stairs: RequestListener = (req, res) => {
  const step = Number(req.url?.slice(1));
  if (step === 0) return res.end('ground');
  return res.writeHead(302, { location: `/${step - 1}` }).end();
};

const reasonOf = async (answer: Promise<unknown>) => (await failureOf(answer)).reason;

describe('redirects', () => {
  it('are followed five times and no more', async () => {
    const port = await local.http(stairs);
    const fetcher = local.fetcher([port]);
    const base = `http://127.0.0.1:${port}`;
    const answer = await fetcher.fetch({ url: `${base}/5`, maxBytes: 99 });
    expect(answer).toMatchObject({ url: `${base}/0`, status: 200 });
    expect(answer.body.toString()).toBe('ground');
    expect(await reasonOf(fetcher.fetch({ url: `${base}/6`, maxBytes: 99 }))).toBe('too_many_redirects');
    expect(await reasonOf(fetcher.fetch({ url: `${base}/2`, maxBytes: 99, maxRedirects: 1 }))).toBe(
      'too_many_redirects',
    );
  });

  it('to an address seen before are a loop', async () => {
    let asked = 0;
    const port = await local.http((req, res) => {
      asked += 1;
      res.writeHead(301, { location: req.url === '/a' ? '/b#x' : '/a#y' }).end();
    });
    const fetcher = local.fetcher([port]);
    expect(await reasonOf(fetcher.fetch({ url: `http://127.0.0.1:${port}/a`, maxBytes: 9 }))).toBe(
      'too_many_redirects',
    );
    expect(asked).toBe(2);
  });

  it.each([
    ['a port that is not allowed', (canary: number) => `http://127.0.0.1:${canary}/`],
    ['the same in decimal', (canary: number) => `http://2130706433:${canary}/`],
    ['a scheme-relative address', (canary: number) => `//127.0.0.1:${canary}/`],
    ['cloud metadata', () => 'http://169.254.169.254/latest/meta-data/'],
    ['a file', () => 'file:///etc/passwd'],
    ['credentials', () => 'http://user:secret@example.com/'],
    ['a data address', () => 'data:image/png;base64,AAAA'],
  ])('to %s are refused', async (_, location) => {
    const canary = await local.http((_req, res) => res.end('secret'));
    const port = await local.http(to(location(canary)));
    const fetcher = local.fetcher([port]);
    expect(await reasonOf(fetcher.fetch({ url: `http://127.0.0.1:${port}/`, maxBytes: 99 }))).toBe('blocked_address');
    expect(local.accepted.get(canary)).toBeUndefined();
  });

  it('hand nothing confidential to another origin', async () => {
    let seen: Record<string, unknown> = {};
    const other = await local.http((req, res) => {
      seen = req.headers;
      res.end('other');
    });
    const port = await local.http(to(`http://127.0.0.1:${other}/`));
    const fetcher = local.fetcher([port, other]);
    const headers = { Authorization: 'Bearer t', Cookie: 'a=b', 'X-API-KEY': 'k', 'Accept-Language': 'de' };
    await fetcher.fetch({ url: `http://127.0.0.1:${port}/`, maxBytes: 99, headers });
    expect(seen).toMatchObject({ 'accept-language': 'de', 'accept-encoding': 'identity' });
    expect(seen['user-agent']).toContain('PixCrawler/');
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(seen).not.toHaveProperty(name);
  });

  it('are the answer itself when the caller wants every status and no redirect', async () => {
    const port = await local.http(to('/sorry/index'));
    const fetcher = local.fetcher([port]);
    const answer = await fetcher.fetch({
      url: `http://127.0.0.1:${port}/`,
      maxBytes: 99,
      anyStatus: true,
      maxRedirects: 0,
    });
    expect(answer).toMatchObject({ status: 302, headers: { location: '/sorry/index' } });
  });

  it('of a POST are not followed', async () => {
    const port = await local.http(stairs);
    const fetcher = local.fetcher([port]);
    const request = { url: `http://127.0.0.1:${port}/1`, method: 'POST' as const, body: '{}', maxBytes: 99 };
    expect(await reasonOf(fetcher.fetch(request))).toBe('http_error');
  });

  it('share one deadline', async () => {
    const port = await local.http((req, res) => setTimeout(() => stairs(req, res), 150));
    const fetcher = local.fetcher([port]);
    const request = { url: `http://127.0.0.1:${port}/4`, maxBytes: 99, deadlineMs: 400 };
    expect(await reasonOf(fetcher.fetch(request))).toBe('timeout');
  });
});

describe('redirectTarget', () => {
  const from = new URL('https://a.example/x/y?z');
  it.each([
    [302, 'w', 'https://a.example/x/w'],
    [301, '/w#frag', 'https://a.example/w'],
    [303, '//b.example', 'https://b.example/'],
    [307, 'https://b.example/ä', 'https://b.example/%C3%A4'],
    [308, Buffer.from('/ä', 'utf8').toString('latin1'), 'https://a.example/%C3%A4'],
    [200, '/w', null],
    [304, '/w', null],
  ])('%i to %s', (status, location, expected) => {
    expect(redirectTarget(from, status, location)?.href ?? null).toBe(expected);
  });

  it('refuses the way from https to http, and nonsense', () => {
    expect(() => redirectTarget(from, 302, 'http://a.example/')).toThrow(FetchFailure);
    expect(() => redirectTarget(from, 302, 'https://')).toThrow('not an address');
    expect(redirectTarget(from, 302, undefined)).toBeNull();
    expect(redirectTarget(new URL('http://a.example/'), 302, 'https://a.example/')?.protocol).toBe('https:');
  });
});

it('headersFor keeps everything within one origin', () => {
  const headers = { authorization: 'x', accept: '*/*' };
  expect(headersFor(new URL('https://a.example/1'), new URL('https://a.example/2'), headers)).toEqual(headers);
  expect(headersFor(new URL('https://a.example/'), new URL('https://a.example:444/'), headers)).toEqual({
    accept: '*/*',
  });
});
