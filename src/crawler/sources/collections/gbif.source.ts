import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { type License, licenseOfName, licenseOfUrl, otherLicense } from '../license.js';
import { plainText } from '../plain-text.js';
import { elements, fields, webUrl, wholeNumber } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { sliceParameters, slicesBy } from '../source-slices.js';
import { creditedImage } from './credited-image.js';
import { numberOfCursor } from './number-cursor.js';
import { rightsStatementOf } from './rights-statement.js';

const PAGE_SIZE = 300;
/** `offset + limit` may not pass it. */
const DEPTH = 100_000;
const SLICES = slicesBy('date', 'year', {
  '2020-2029': '2020,2029',
  '2010-2019': '2010,2019',
  '2000-2009': '2000,2009',
  '1950-1999': '1950,1999',
  '1700-1949': '1700,1949',
});

/** Pictures of occurrences in GBIF, API v1. The cursor is the offset. */
@Injectable()
export class GbifSource extends ImageSource {
  readonly name = 'gbif';
  readonly configured = true;
  override readonly depth = DEPTH;
  override readonly slices = Object.keys(SLICES);
  readonly policy = {
    mode: 'api',
    bulk: 'limited',
    training: 'per_item',
    hotlink: 'allowed',
    attribution: 'per_item',
    downloadTracking: false,
    note: 'Large sets must come from snapshots or downloads, and who develops AI must say who they are in the User-Agent. Each picture has its own licence.',
    url: 'https://www.gbif.org/terms',
  } as const;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  async search({ keyword, slice, signal, turn }: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const offset = numberOfCursor(cursor, 0, DEPTH - PAGE_SIZE);
    const narrower = sliceParameters(SLICES, slice);
    const reply = await this.client.json({
      source: this.name,
      accept: 'application/json',
      url: endpoint(this.env.GBIF_URL, '/v1/occurrence/search', {
        q: keyword,
        mediaType: 'StillImage',
        ...narrower,
        limit: String(PAGE_SIZE),
        offset: String(offset),
      }),
      signal,
      turn,
    });
    const { results, endOfRecords } = fields(reply);
    const records = elements(results);
    // Every record was asked for because it has media.
    if (!records || typeof endOfRecords !== 'boolean' || records.some((record) => !('media' in fields(record)))) {
      throw new SourceFailure('shape_changed', 'no list of records with media');
    }
    const next = offset + PAGE_SIZE;
    const ends = endOfRecords || records.length === 0 || next + PAGE_SIZE > DEPTH;
    return { items: records.flatMap((record) => picturesOf(fields(record))), next: ends ? null : String(next) };
  }
}

function picturesOf(record: Record<string, unknown>): FoundImage[] {
  const key = wholeNumber(record['key'], 1, Number.MAX_SAFE_INTEGER);
  const name = plainText(record['scientificName'], 200);
  return (elements(record['media']) ?? []).map(fields).flatMap((medium) => {
    const url = webUrl(medium['identifier']);
    if (url === null || medium['type'] !== 'StillImage') return [];
    const text = plainText(medium['license'], 300);
    return creditedImage({
      url,
      pageUrl: webUrl(medium['references']) ?? (key === null ? null : `https://www.gbif.org/occurrence/${key}`),
      title: plainText(medium['title']) ?? name,
      creator: plainText(medium['creator'], 200) ?? plainText(medium['rightsHolder'], 200),
      license: licenseOf(text),
      licenseUrl: webUrl(text),
      source: 'GBIF',
    });
  });
}

/** Publishers write addresses, codes, names and sentences. The licence of the record is about its data, not its pictures. */
function licenseOf(text: string | null): License | null {
  const known = licenseOfUrl(text) ?? rightsStatementOf(text) ?? licenseOfName(text);
  return known ?? (URL.canParse(text ?? '') ? null : otherLicense(text, null));
}
