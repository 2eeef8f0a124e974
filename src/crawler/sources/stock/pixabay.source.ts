import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { keeps, NOTHING } from '../license-choice.js';
import { pageOfCursor } from '../page-cursor.js';
import { remainingHeaders } from '../remaining-headers.js';
import { parseJson } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { refusalOf } from '../source-refusal.js';
import { sliceParameters, slicesBy } from '../source-slices.js';
import { PIXABAY_LICENSE, readPixabayReply } from './pixabay-reply.js';
import { ReplyMemory } from './reply-memory.js';

const PAGE_SIZE = 200;
const DEPTH = 500;
const MAX_PAGES = Math.ceil(DEPTH / PAGE_SIZE);
const LONGEST_QUERY = 100;
const emptyMs = remainingHeaders('seconds', 60_000);
const DAY_MS = 86_400_000;
const COLORS = 'red orange yellow green turquoise blue lilac pink white gray black brown grayscale transparent'.split(
  ' ',
);
const CATEGORIES =
  'backgrounds fashion nature science education feelings health people religion places animals industry computer food sports transportation travel buildings business music'.split(
    ' ',
  );
const SLICES = {
  ...slicesBy('type', 'image_type', ['photo', 'illustration', 'vector']),
  ...slicesBy('aspect', 'orientation', { wide: 'horizontal', tall: 'vertical' }),
  ...slicesBy('color', 'colors', COLORS),
  ...slicesBy('category', 'category', CATEGORIES),
};

/** Pictures of Pixabay; needs PIXABAY_API_KEY, whose terms rule mass downloads out. The cursor is the page number. */
@Injectable()
export class PixabaySource extends ImageSource {
  readonly name = 'pixabay';
  readonly policy = {
    mode: 'api',
    bulk: 'no',
    training: 'unknown',
    hotlink: 'forbidden',
    attribution: 'required',
    downloadTracking: false,
    note: 'Systematic mass downloads are forbidden: the API is meant for requests that people make. Pictures are to be copied instead of linked, and their source shown.',
    url: 'https://pixabay.com/api/docs/',
  } as const;
  override readonly slices = Object.keys(SLICES);
  override readonly key = { variable: 'PIXABAY_API_KEY', required: true };
  override readonly limits = [{ requests: 100, seconds: 60 }];
  override readonly depth = DEPTH;
  /** Replies have to be kept for a day. */
  private readonly memory = new ReplyMemory(DAY_MS);

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return Boolean(this.env.PIXABAY_API_KEY);
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const key = this.env.PIXABAY_API_KEY;
    if (!key) throw new SourceFailure('auth', 'PIXABAY_API_KEY is not set');
    const page = pageOfCursor(cursor, MAX_PAGES);
    const slice = sliceParameters(SLICES, query.slice);
    if (!keeps(query.licenses, PIXABAY_LICENSE.id)) return NOTHING;
    const url = endpoint(this.env.PIXABAY_URL, '/api/', {
      key,
      q: [...query.keyword].slice(0, LONGEST_QUERY).join(''),
      safesearch: String(query.safeSearch),
      page: String(page),
      per_page: String(PAGE_SIZE),
      ...slice,
    });
    return this.memory.get(url) ?? this.memory.keep(url, await this.ask(url, page, key, query));
  }

  private async ask(url: string, page: number, key: string, { signal, turn }: SourceQuery): Promise<SourcePage> {
    const allowance = { key, emptyMs };
    const answer = await this.client.ask({
      source: this.name,
      url,
      accept: 'application/json',
      allowance,
      signal,
      turn,
    });
    // Errors are plain text.
    if (
      answer.status === 400 &&
      page > 1 &&
      /"page" is out of valid range/.test(answer.body.toString('utf8', 0, 500))
    ) {
      return NOTHING;
    }
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    const { items, total } = readPixabayReply(parseJson(answer.body));
    const more = items.length > 0 && page * PAGE_SIZE < total && page < MAX_PAGES;
    return { items, next: more ? String(page + 1) : null };
  }
}
