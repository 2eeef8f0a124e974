import { Logger } from '@nestjs/common';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Env } from '../../config/env.js';
import { FetchFailure } from '../fetch-failure.js';
import { LocalServers } from '../local-servers.fixture.js';
import { RuleApplied } from './rule-applied.js';
import { SiteFetcher } from './site-fetcher.js';
import { SitePolicies } from './site-policies.js';
import { SitePolicyReader } from './site-policy-reader.js';
import { noNotes } from './no-notes.fixture.js';

const local = new LocalServers();
beforeAll(() => Logger.overrideLogger(false)); // Redis is away throughout
afterEach(() => local.close());

type Answer = (res: ServerResponse, req: IncomingMessage) => unknown;

/** A site with the given files; everything else is a picture. */
async function site(
  files: Record<string, Answer> = {},
  picture: Answer = (res) => res.end('picture'),
  env: Partial<Env> = {},
) {
  const asked: string[] = [];
  const listener: RequestListener = (req, res) => {
    asked.push(req.url ?? '');
    const known = ['/robots.txt', '/.well-known/tdmrep.json'];
    const answer = files[req.url ?? ''] ?? (known.includes(req.url ?? '') ? (r) => r.writeHead(404).end() : picture);
    answer(res, req);
  };
  const port = await local.http(listener);
  const settings = Object.assign(new Env(), env);
  const fetcher = local.fetcher([port]);
  const policies = new SitePolicies(new SitePolicyReader(fetcher, settings), noNotes());
  const sites = new SiteFetcher(fetcher, policies, settings);
  const get = (path = '/a.jpg', use: 'picture' | 'page' = 'picture') =>
    sites.fetch({ url: `http://127.0.0.1:${port}${path}`, maxBytes: 999, use });
  const pictures = () => asked.filter((path) => !path.includes('robots') && !path.includes('tdmrep'));
  return { get, asked, pictures, port };
}

const text =
  (body: string): Answer =>
  (res) =>
    res.end(body);
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (res) =>
    res.writeHead(code, headers).end();

async function refusal(answer: Promise<unknown>): Promise<FetchFailure> {
  const error: unknown = await answer.then(
    () => new Error('it answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof FetchFailure) return error;
  throw new Error('no FetchFailure', { cause: error });
}

const hop = (to: string): Answer => status(302, { location: to });
const noai: Answer = (res) => res.writeHead(200, { 'x-robots-tag': 'noai' }).end('x');

describe('robots.txt', () => {
  it('forbids without the picture being asked for, and the rule is told', async () => {
    const { get, pictures, port } = await site({ '/robots.txt': text('User-agent: *\nDisallow: /private/') });
    const error = await refusal(get('/private/a.jpg'));
    expect(error).toBeInstanceOf(RuleApplied);
    expect(error).toMatchObject({
      reason: 'robots',
      status: null,
      rule: { signal: 'robots_txt', text: 'Disallow: /private/', where: `http://127.0.0.1:${port}/robots.txt` },
    });
    expect(pictures()).toEqual([]);
    expect((await get('/public/a.jpg')).body.toString()).toBe('picture');
  });

  it('is read once, however many ask at the same time, and governs pages too', async () => {
    const { get, asked } = await site({ '/robots.txt': text('User-agent: pixcrawler\nDisallow: /b') });
    await Promise.all(Array.from({ length: 20 }, (_, i) => get(`/a${i}`)));
    expect((await refusal(get('/b.html', 'page'))).reason).toBe('robots');
    expect(asked.filter((path) => path === '/robots.txt')).toHaveLength(1);
  });

  it.each([404, 403, 401, 410, 400])('%i: nothing is forbidden', async (code) => {
    const { get } = await site({ '/robots.txt': status(code) });
    expect((await get()).status).toBe(200);
  });

  it.each<[number, string]>([
    [500, 'http_error'],
    [503, 'http_error'],
    [429, 'rate_limited'],
  ])('%i: nothing may be fetched now', async (code, reason) => {
    const { get, pictures } = await site({ '/robots.txt': status(code, code === 429 ? { 'retry-after': '9' } : {}) });
    expect(await refusal(get())).toMatchObject({ reason, status: null });
    expect(await refusal(get())).toMatchObject({ reason });
    expect(pictures()).toEqual([]);
  });

  it('cut off: nothing may be fetched now', async () => {
    const { get, pictures } = await site({ '/robots.txt': (res) => res.destroy() });
    expect(await refusal(get())).toMatchObject({ reason: 'connection', status: null });
    expect(pictures()).toEqual([]);
  });

  it('is read over five redirects; after more of them there are no rules', async () => {
    const chain = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`/r${i}`, hop(`/r${i + 1}`)]));
    const rules = text('User-agent: *\nDisallow: /');
    const five = await site({ ...chain, '/robots.txt': hop('/r2'), '/r6': rules });
    expect((await refusal(five.get())).reason).toBe('robots');
    const six = await site({ ...chain, '/robots.txt': hop('/r1'), '/r6': rules });
    expect((await six.get()).status).toBe(200);
  });

  it('counts to 500 KiB', async () => {
    const filler = `# ${'x'.repeat(97)}\n`.repeat(6_000);
    const { get } = await site({ '/robots.txt': text(`User-agent: *\nDisallow: /early\n${filler}Disallow: /late`) });
    expect((await refusal(get('/early'))).reason).toBe('robots');
    expect((await get('/late')).status).toBe(200);
  });

  it('holds for where a redirect leads', async () => {
    const files = {
      '/go': status(302, { location: `/private` }),
      '/robots.txt': text('User-agent: *\nDisallow: /private'),
    };
    const { get, pictures } = await site(files);
    expect((await refusal(get('/go'))).reason).toBe('robots');
    expect(pictures()).toEqual(['/go']);
  });

  it('a crawl delay keeps the others back', async () => {
    const { get, pictures } = await site({ '/robots.txt': text('User-agent: *\nCrawl-delay: 30') });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => get()));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(pictures()).toHaveLength(1);
    const error = await refusal(get());
    expect(error).toMatchObject({ reason: 'rate_limited', status: null });
    expect(error.retryAfterMs).toBeGreaterThan(20_000);
  });

  it('is not asked for with ROBOTS=ignore', async () => {
    const { get, asked } = await site({ '/robots.txt': text('User-agent: *\nDisallow: /') }, undefined, {
      ROBOTS: 'ignore',
    });
    expect((await get()).status).toBe(200);
    expect(asked).not.toContain('/robots.txt');
  });
});

describe('opt-out', () => {
  const large = Buffer.alloc(5_000_000);
  const withHead =
    (headers: Record<string, string | string[]>): Answer =>
    (res) =>
      res.writeHead(200, headers).end(large);

  it.each<[string, Record<string, string | string[]>, string]>([
    ['X-Robots-Tag', { 'x-robots-tag': 'noai, noimageai' }, 'x_robots_tag'],
    ['of several lines', { 'x-robots-tag': ['googlebot: noindex', 'noai'] }, 'x_robots_tag'],
    ['TDMRep', { 'tdm-reservation': '1' }, 'tdm_reservation'],
    ['Content-Usage', { 'content-usage': 'train-ai=n' }, 'content_usage'],
    ['Content-Signal', { 'content-signal': 'ai-train=no' }, 'content_signal'],
  ])('%s is seen in the head; the body stays unread', async (_, headers, signal) => {
    // the body is larger than maxBytes: reading it would end in too_large
    const { get } = await site({}, withHead(headers));
    expect(await refusal(get())).toMatchObject({ reason: 'opted_out', status: 200, rule: { signal } });
  });

  it('tdmrep.json and preferences in robots.txt count, for pictures only', async () => {
    const tdm = await site({ '/.well-known/tdmrep.json': text('[{"location": "/", "tdm-reservation": 1}]') });
    expect(await refusal(tdm.get())).toMatchObject({ reason: 'opted_out', rule: { signal: 'tdmrep' } });
    expect((await tdm.get('/page', 'page')).status).toBe(200);
    const robots = await site({ '/robots.txt': text('User-agent: *\nContent-Signal: ai-train=no') });
    expect(await refusal(robots.get())).toMatchObject({ reason: 'opted_out', rule: { signal: 'content_signal' } });
    expect(robots.pictures()).toEqual([]);
    expect((await robots.get('/page', 'page')).status).toBe(200);
  });

  it('does not count with OPT_OUT=ignore', async () => {
    const { get } = await site({}, noai, { OPT_OUT: 'ignore' });
    expect((await get()).status).toBe(200);
  });
});
