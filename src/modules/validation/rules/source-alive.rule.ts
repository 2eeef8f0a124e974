import { Injectable } from '@nestjs/common';
import { FetchFailure } from '../../../fetching/fetch-failure.js';
import { GuardedFetcher } from '../../../fetching/guarded-fetcher.js';
import { numberOf, ValidationRule, type CheckedImage, type ParameterValues } from './validation-rule.js';

const DEADLINE_MS = 10_000;
/** 0xffff + 1: the first 16 bits of the hash choose the sample, the same one every time. */
const HASHES = 65_536;

/** Asks for the first bytes of a sample's addresses again. What cannot be told now (timeouts, errors) passes. */
@Injectable()
export class SourceAliveRule extends ValidationRule {
  readonly name = 'source_alive';
  readonly description = 'The picture is gone from where it was found, as owners do who withdraw it';
  readonly level = 'strict';
  readonly unit = '1: still there, 0: gone (404, 410); null: not in the sample, or no clear answer';
  readonly origin = 'A sample of 2 % shows how a data set ages; 1 % of web pictures disappears a month';
  readonly parameters = [
    {
      type: 'number',
      name: 'sample',
      description: 'Share of images to ask for',
      default: 0.02,
      minimum: 0,
      maximum: 1,
    },
  ] as const;
  readonly range = [0, 1] as const;

  constructor(private readonly fetcher: GuardedFetcher) {
    super();
  }

  measure(images: readonly CheckedImage[], values: ParameterValues): Promise<(number | null)[]> {
    const limit = numberOf(values, 'sample') * HASHES;
    return Promise.all(
      images.map(async ({ url, sha256 }) =>
        url !== null && Number.parseInt(sha256.slice(0, 4), 16) < limit ? this.ask(url) : null,
      ),
    );
  }

  fails(value: number): boolean {
    return value === 0;
  }

  private async ask(url: string): Promise<number | null> {
    try {
      await this.fetcher.fetch({
        url,
        headers: { range: 'bytes=0-1023' },
        accept: 'image/*',
        maxBytes: 1_024,
        truncate: true,
        deadlineMs: DEADLINE_MS,
      });
      return 1;
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      return error.status === 404 || error.status === 410 ? 0 : null;
    }
  }
}
