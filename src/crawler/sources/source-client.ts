import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { FetchFailure } from '../../fetching/fetch-failure.js';
import type { FetchAnswer } from '../../fetching/fetch-request.js';
import { GuardedFetcher } from '../../fetching/guarded-fetcher.js';
import type { Allowance } from '../../fetching/politeness/allowance.js';
import type { Asker } from './image-source.js';
import { parseJson } from './reply-fields.js';
import { refusalOf, sourceFailureOf } from './source-refusal.js';

const MAX_REPLY_BYTES = 8_000_000;

/** What a source lets us ask. */
interface SourceAllowance extends Partial<Omit<Allowance, 'name'>> {
  /** The key that the source counts by; without one it counts us as one visitor. */
  key?: string;
}

/** One call to a source. */
export interface SourceRequest extends Asker {
  /** The source's name: a Retry-After that it sends pauses its own calls. */
  source: string;
  url: string;
  accept: string;
  headers?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  body?: string;
  allowance?: SourceAllowance;
}

/** Asks sources through the guarded fetcher. Redirects are answers: no search endpoint redirects unless it wants to be rid of us. */
@Injectable()
export class SourceClient {
  constructor(private readonly fetcher: GuardedFetcher) {}

  /** Any answer, refusals too. Throws SourceFailure when none came, and the signal's reason when it aborts. */
  async ask({ source, body, allowance, ...request }: SourceRequest): Promise<FetchAnswer> {
    try {
      return await this.fetcher.fetch({
        ...request,
        method: body === undefined ? 'GET' : 'POST',
        body,
        maxBytes: MAX_REPLY_BYTES,
        anyStatus: true,
        maxRedirects: 0,
        group: groupOf(source),
        allowance: allowance && allowanceOf(source, allowance),
      });
    } catch (error) {
      throw error instanceof FetchFailure ? sourceFailureOf(error) : error;
    }
  }

  /** An answer that may hold results. Throws what any other one means. */
  async results(request: SourceRequest): Promise<FetchAnswer> {
    const answer = await this.ask(request);
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    return answer;
  }

  /** The same, as the JSON that it holds; undefined when it holds none. */
  async json(request: SourceRequest): Promise<unknown> {
    return parseJson((await this.results(request)).body);
  }
}

/** All calls to a source share their pace and their rests, wherever it is. */
export function groupOf(source: string): string {
  return `source ${source}`;
}

/** A new key begins anew. The key itself is nobody else's business. */
function allowanceOf(source: string, { key = '', limits = [], emptyMs }: SourceAllowance): Allowance {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return { name: `${groupOf(source)} ${digest}`, limits, emptyMs };
}
