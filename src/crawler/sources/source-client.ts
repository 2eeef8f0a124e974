import { Injectable } from '@nestjs/common';
import { FetchFailure } from '../../fetching/fetch-failure.js';
import type { FetchAnswer } from '../../fetching/fetch-request.js';
import { GuardedFetcher } from '../../fetching/guarded-fetcher.js';
import { parseJson } from './reply-fields.js';
import { refusalOf, sourceFailureOf } from './source-refusal.js';

const MAX_REPLY_BYTES = 8_000_000;

/** One call to a source. */
export interface SourceRequest {
  /** The source's name: a Retry-After that it sends pauses its own calls. */
  source: string;
  url: string;
  signal: AbortSignal;
  accept: string;
  headers?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  body?: string;
}

/** Asks sources through the guarded fetcher. Redirects are answers: no search endpoint redirects unless it wants to be rid of us. */
@Injectable()
export class SourceClient {
  constructor(private readonly fetcher: GuardedFetcher) {}

  /** Any answer, refusals too. Throws SourceFailure when none came, and the signal's reason when it aborts. */
  async ask({ source, body, ...request }: SourceRequest): Promise<FetchAnswer> {
    try {
      return await this.fetcher.fetch({
        ...request,
        method: body === undefined ? 'GET' : 'POST',
        body,
        maxBytes: MAX_REPLY_BYTES,
        anyStatus: true,
        maxRedirects: 0,
        group: groupOf(source),
      });
    } catch (error) {
      throw error instanceof FetchFailure ? sourceFailureOf(error) : error;
    }
  }

  /** An answer that may hold results. Throws what any other one means. `note` is shown the headers of both. */
  async results(request: SourceRequest, note?: (headers: FetchAnswer['headers']) => void): Promise<FetchAnswer> {
    const answer = await this.ask(request);
    note?.(answer.headers);
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    return answer;
  }

  /** The same, as the JSON that it holds; undefined when it holds none. */
  async json(request: SourceRequest, note?: (headers: FetchAnswer['headers']) => void): Promise<unknown> {
    return parseJson((await this.results(request, note)).body);
  }
}

/** All calls to a source share their pace and their rests, wherever it is. */
export function groupOf(source: string): string {
  return `source ${source}`;
}
