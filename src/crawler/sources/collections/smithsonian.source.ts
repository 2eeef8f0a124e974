import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { licenseOfName } from '../license.js';
import { keeps, NOTHING } from '../license-choice.js';
import { plainText } from '../plain-text.js';
import { remainingHeaders } from '../remaining-headers.js';
import { elements, fields, webUrl, wholeNumber } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { creditedImage } from './credited-image.js';
import { luceneWords } from './lucene-words.js';
import { numberOfCursor } from './number-cursor.js';

/** Of 1,000 that the API allows: records are long. */
const PAGE_SIZE = 100;
/** Deep paging is refused somewhere beyond; slices by the first digit of the record's hash reach the rest. */
const DEPTH = 10_000;
const SLICES = [...'0123456789abcdef'].map((digit) => `hash:${digit}`);
/** Its hour has no announced end, so a part of it is waited. */
const emptyMs = remainingHeaders(null, 300_000);

/** The CC0 pictures of Smithsonian Open Access, API v1.0. The cursor is the number of the first row. */
@Injectable()
export class SmithsonianSource extends ImageSource {
  readonly name = 'smithsonian';
  override readonly key = { variable: 'SMITHSONIAN_API_KEY', required: true };
  override readonly depth = DEPTH;
  override readonly slices = SLICES;
  override readonly filtersLicenses = true;
  override readonly limits = [{ requests: 1_000, seconds: 3_600 }];
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'yes',
    hotlink: 'allowed',
    attribution: 'none',
    downloadTracking: false,
    note: 'Only pictures that are marked CC0 are taken; they are free for any use.',
    url: 'https://www.si.edu/openaccess/faq',
  } as const;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return this.env.SMITHSONIAN_API_KEY !== undefined;
  }

  async search({ keyword, slice, licenses, signal, turn }: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const key = this.env.SMITHSONIAN_API_KEY;
    if (key === undefined) throw new SourceFailure('auth', 'SMITHSONIAN_API_KEY is not set');
    const start = numberOfCursor(cursor, 0, DEPTH - PAGE_SIZE);
    if (slice !== '' && !SLICES.includes(slice)) throw new SourceFailure('bad_request', 'no such slice');
    if (!keeps(licenses, 'CC0-1.0')) return NOTHING;
    const part = slice === '' ? '' : ` AND ${slice}*`;
    const words = luceneWords(keyword);
    const reply = await this.client.json({
      source: this.name,
      accept: 'application/json',
      url: endpoint(this.env.SMITHSONIAN_URL, '/openaccess/api/v1.0/search', {
        q: `(${words}) AND online_media_type:Images AND media_usage:CC0${part}`,
        start: String(start),
        rows: String(PAGE_SIZE),
        api_key: key,
      }),
      allowance: { key, emptyMs },
      signal,
      turn,
    });
    const { rows, rowCount } = fields(fields(reply)['response']);
    const records = elements(rows);
    if (!records || records.some((row) => !('descriptiveNonRepeating' in fields(fields(row)['content'])))) {
      throw new SourceFailure('shape_changed', 'no list of rows with descriptions');
    }
    const next = start + PAGE_SIZE;
    const last = Math.min(wholeNumber(rowCount, 0, Number.MAX_SAFE_INTEGER) ?? DEPTH, DEPTH);
    return {
      items: records.flatMap((row) => picturesOf(fields(row))),
      next: records.length === 0 || next >= last ? null : String(next),
    };
  }
}

function picturesOf(row: Record<string, unknown>): FoundImage[] {
  const content = fields(row['content']);
  const record = fields(content['descriptiveNonRepeating']);
  const title = plainText(fields(record['title'])['content']) ?? plainText(row['title']);
  const pageUrl = webUrl(record['record_link']) ?? webUrl(record['guid']);
  const names = elements(fields(content['freetext'])['name']) ?? [];
  const creator = plainText(fields(names[0])['content'], 200);
  const media = elements(fields(record['online_media'])['media']) ?? [];
  return media.map(fields).flatMap((medium) => {
    const url = webUrl(medium['content']);
    const isFree = fields(medium['usage'])['access'] === 'CC0';
    if (url === null || medium['type'] !== 'Images' || !isFree) return [];
    const source = plainText(record['data_source'], 120) ?? 'Smithsonian Institution';
    return creditedImage({ url, pageUrl, title, creator, license: licenseOfName('cc0'), source });
  });
}
