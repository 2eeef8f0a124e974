import { SourceFailure, type ImageSource, type SourcePage } from '../../src/crawler/sources/image-source.js';
import { FetchFailure } from '../../src/fetching/fetch-failure.js';
import type { GuardedFetcher } from '../../src/fetching/guarded-fetcher.js';
import { sniff } from '../../src/inspection/magic-number.js';

/** What one source did. */
export interface SourceCheck {
  source: string;
  configured: boolean;
  /** `ok`, `empty`, how the search failed, or why there was none. */
  outcome: string;
  /** Pictures on the first page. */
  results: number;
  /** Pictures on the second page that the first did not have, `end` when it has none, or how it failed; '' when not asked. */
  page2: string;
  /** Share of the pictures of the first page that tell a licence, 0 to 1; null without pictures. */
  licensed: number | null;
  /** Format and size of the first picture that came, or why none did; '' when not asked. */
  image: string;
  ms: number;
}

export interface CheckOptions {
  keyword: string;
  fetcher: GuardedFetcher;
  /** For everything that is asked of one source, milliseconds. */
  deadlineMs: number;
  maxImageBytes: number;
}

/** Pictures that are tried until one comes. */
const TRIES = 3;
/** These find what the job itself names. */
const NOT_SEARCHED = new Set(['urls', 'web', 'sitemap']);

/** One search, its next page, one picture. Never throws. */
export async function checkSource(source: ImageSource, options: CheckOptions): Promise<SourceCheck> {
  const nothing = {
    source: source.name,
    configured: source.configured,
    results: 0,
    page2: '',
    licensed: null,
    image: '',
  };
  if (NOT_SEARCHED.has(source.name)) return { ...nothing, outcome: 'takes addresses', ms: 0 };
  if (!source.configured) return { ...nothing, outcome: 'not configured', ms: 0 };
  const started = performance.now();
  const signal = AbortSignal.timeout(options.deadlineMs);
  const first = await ask(source, options.keyword, null, signal);
  if (typeof first === 'string') return { ...nothing, outcome: first, ms: Math.ceil(performance.now() - started) };
  const { items, next } = first;
  return {
    ...nothing,
    outcome: items.length > 0 ? 'ok' : 'empty',
    results: items.length,
    page2: next === null ? 'end' : secondPage(first, await ask(source, options.keyword, next, signal)),
    licensed: items.length > 0 ? items.filter(({ license }) => license !== null).length / items.length : null,
    image: await picture(
      items.slice(0, TRIES).map(({ url }) => url),
      options,
      signal,
    ),
    ms: Math.ceil(performance.now() - started),
  };
}

async function ask(
  source: ImageSource,
  keyword: string,
  cursor: string | null,
  signal: AbortSignal,
): Promise<SourcePage | string> {
  const query = {
    keyword,
    keywords: [keyword],
    safeSearch: true,
    slice: '',
    licenses: null,
    options: {},
    projectId: '',
    turn: [],
  };
  try {
    return await source.search({ ...query, signal }, cursor);
  } catch (error) {
    if (error instanceof SourceFailure) return error.kind;
    return signal.aborted ? 'upstream' : `failed: ${String(error)}`;
  }
}

function secondPage(first: SourcePage, second: SourcePage | string): string {
  if (typeof second === 'string') return second;
  const known = new Set(first.items.map(({ url }) => url));
  return String(second.items.filter(({ url }) => !known.has(url)).length);
}

async function picture(urls: string[], options: CheckOptions, signal: AbortSignal): Promise<string> {
  let last = '';
  for (const url of urls) {
    try {
      const { body } = await options.fetcher.fetch({ url, maxBytes: options.maxImageBytes, signal });
      const format = sniff(body);
      if (format) return `${format}, ${Math.ceil(body.length / 1_000)} kB`;
      last = 'not a picture';
    } catch (error) {
      if (signal.aborted) return 'timeout';
      last = error instanceof FetchFailure ? error.reason : String(error);
    }
  }
  return last;
}
