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

  /** What a request asked for, as names and values. */
  parameters(request = 0): Record<string, string> {
    return Object.fromEntries(this.asked[request]?.searchParams ?? []);
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

/** A source in its spec: the server that it asks, and how to make one. */
export interface SourceTrial<S> {
  server: SourceServer;
  /** One that knows nothing yet, configured unless these settings say otherwise. */
  start: (settings?: Partial<Env>) => Promise<S>;
}

/** Tries a source with the settings that it needs; its server is closed and empty after every test of the file. */
export function trySource<S>(
  Source: new (env: Env, client: SourceClient) => S,
  needed: Partial<Env> = {},
): SourceTrial<S> {
  const server = new SourceServer();
  afterEach(() => server.close());
  const start = async (settings: Partial<Env> = {}): Promise<S> => {
    const { env, client } = await server.start({ ...needed, ...settings });
    return new Source(env, client);
  };
  return { server, start };
}

/** What is told of a picture that nobody credits. */
export const UNCREDITED = { creator: null, license: null, licenseUrl: null, attribution: null };

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

/** The addresses of all pictures of the pages, in order. */
export const urlsOf = (pages: SourcePage[]): string[] => pages.flatMap(({ items }) => items.map(({ url }) => url));
