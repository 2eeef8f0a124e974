import type { IncomingMessage, ServerResponse } from 'node:http';
import { Env } from '../../config/env.js';
import { SourceEnv } from '../../config/source-env.js';
import { LocalServers } from '../../fetching/local-servers.fixture.js';
import { type ImageSource, SourceFailure, type SourcePage, type SourceQuery } from './image-source.js';
import { SourceClient } from './source-client.js';

/** One recorded answer, or what makes it from the request. */
export interface Recorded {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}
export type Answer = Recorded | ((url: URL, request: IncomingMessage & { text: string }) => Recorded);

/** Plays a source below a path prefix of a real local server, for the adapters' specs. */
export class SourceServer {
  private readonly local = new LocalServers();
  answer: Answer = { body: '' };
  /** Path and query of every request, in order. */
  readonly asked: URL[] = [];
  readonly requests: IncomingMessage[] = [];

  async start(env: Partial<Env> = {}) {
    const port = await this.local.http((request, response) => void this.serve(request, response));
    const base = `http://127.0.0.1:${port}/prefix/`;
    const names = Object.keys(new SourceEnv()).filter((name) => name.endsWith('_URL'));
    const urls = Object.fromEntries(names.map((name) => [name, base]));
    const settings = Object.assign(new Env(), urls, env);
    return { env: settings, client: new SourceClient(this.local.fetcher([port], env)) };
  }

  async close(): Promise<void> {
    await this.local.close();
    this.asked.length = 0;
    this.requests.length = 0;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://source');
    this.asked.push(url);
    this.requests.push(request);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { answer } = this;
    const recorded = typeof answer === 'function' ? answer(url, Object.assign(request, { text })) : answer;
    const isText = typeof recorded.body === 'string';
    const type = isText ? 'text/html; charset=utf-8' : 'application/json';
    response.writeHead(recorded.status ?? 200, { 'content-type': type, ...recorded.headers });
    response.end(isText ? recorded.body : JSON.stringify(recorded.body));
  }
}

export function query(keyword = 'red barn', more: Partial<SourceQuery> = {}): SourceQuery {
  const { signal } = new AbortController();
  return {
    keyword,
    keywords: [keyword],
    safeSearch: true,
    slice: '',
    licenses: null,
    options: {},
    projectId: '',
    signal,
    turn: [],
    ...more,
  };
}

/** The SourceFailure that a search must end in. */
export async function refusal(search: Promise<SourcePage>): Promise<SourceFailure> {
  const error: unknown = await search.then(
    () => new Error('it answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof SourceFailure) return error;
  throw new Error('no SourceFailure', { cause: error });
}

/** Every page until the source says that it has no more. */
export async function allPages(source: ImageSource, keyword?: string, limit = 60): Promise<SourcePage[]> {
  const pages: SourcePage[] = [];
  let cursor: string | null = null;
  do {
    const page: SourcePage = await source.search(query(keyword), cursor);
    pages.push(page);
    cursor = page.next;
    if (pages.length > limit) throw new Error('the paging does not end');
  } while (cursor !== null);
  return pages;
}

/** What every source may be refused with, whatever its API. */
export const COMMON_REFUSALS: [string, Recorded, SourceFailure['kind'], number | null][] = [
  ['429', { status: 429, body: 'slow down' }, 'rate_limited', null],
  ['429 with a wait', { status: 429, headers: { 'retry-after': '7' }, body: {} }, 'rate_limited', 7_000],
  ['429 for the day', { status: 429, headers: { 'retry-after': '86400' }, body: {} }, 'quota', 600_000],
  ['503 with a wait', { status: 503, headers: { 'retry-after': '3' }, body: '' }, 'rate_limited', 3_000],
  ['503', { status: 503, body: '' }, 'upstream', null],
  ['502', { status: 502, body: '<h1>502 Bad Gateway</h1>' }, 'upstream', null],
  ['403', { status: 403, body: 'Forbidden' }, 'blocked', null],
  ['401', { status: 401, body: { detail: 'Authentication credentials were not provided.' } }, 'auth', null],
  ['402', { status: 402, body: {} }, 'quota', null],
  ['400', { status: 400, body: { detail: { q: ['bad'] } } }, 'bad_request', null],
  ['404', { status: 404, body: 'gone' }, 'shape_changed', null],
  ['a move', { status: 301, headers: { location: 'https://new.example/' }, body: '' }, 'shape_changed', null],
  [
    'a consent page',
    { status: 302, headers: { location: 'https://consent.google.com/ml?x' }, body: '' },
    'blocked',
    null,
  ],
  ['a sorry page', { status: 302, headers: { location: '/prefix/sorry/index?q=1' }, body: '' }, 'blocked', null],
  [
    'a captcha page',
    { status: 302, headers: { location: 'https://x.example/static/captcha' }, body: '' },
    'blocked',
    null,
  ],
  [
    'a Cloudflare firewall',
    { status: 403, headers: { server: 'cloudflare' }, body: '<span class="cf-error-code">1020</span>' },
    'blocked',
    null,
  ],
  [
    'a Cloudflare challenge',
    { status: 503, headers: { server: 'cloudflare', 'retry-after': '3' }, body: 'x __cf_chl_jschl_tk__=y' },
    'blocked',
    null,
  ],
  ['a reCAPTCHA', { status: 503, body: '<script src="https://www.google.com/recaptcha/api.js">' }, 'blocked', null],
];
