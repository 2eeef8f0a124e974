import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { licenseOfName } from '../license.js';
import { codesFor, NOTHING } from '../license-choice.js';
import { plainText } from '../plain-text.js';
import { elements, fields, pixels, webUrl, wholeNumber } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { creditedImage } from './credited-image.js';
import { numberOfCursor } from './number-cursor.js';

const PAGE_SIZE = 200;
const MAX_ID = 1e15;
/** What `photo_license` may name. All of iNaturalist's licences are of version 4.0. */
const LICENSES = {
  cc0: 'CC0-1.0',
  'cc-by': 'CC-BY-4.0',
  'cc-by-sa': 'CC-BY-SA-4.0',
  'cc-by-nc': 'CC-BY-NC-4.0',
  'cc-by-nd': 'CC-BY-ND-4.0',
  'cc-by-nc-sa': 'CC-BY-NC-SA-4.0',
  'cc-by-nc-nd': 'CC-BY-NC-ND-4.0',
};

/**
 * Photos of observations on iNaturalist, API v1: research grade, and only those that their owners license. Read in the
 * order of ids, which has no end but the last one; the cursor is the last id.
 */
@Injectable()
export class InaturalistSource extends ImageSource {
  readonly name = 'inaturalist';
  readonly configured = true;
  override readonly filtersLicenses = true;
  override readonly limits = [
    { requests: 60, seconds: 60 },
    { requests: 10_000, seconds: 86_400 },
  ];
  readonly policy = {
    mode: 'api',
    bulk: 'no',
    training: 'per_item',
    hotlink: 'allowed',
    attribution: 'per_item',
    downloadTracking: false,
    note: 'The API is meant for applications, not for collecting data; large sets should come from the open dataset on AWS. Obey each photo’s licence.',
    url: 'https://www.inaturalist.org/pages/api+recommended+practices',
  } as const;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  async search({ keyword, licenses, signal, turn }: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const after = numberOfCursor(cursor, 0, MAX_ID);
    const codes = codesFor(licenses, LICENSES);
    if (codes.length === 0) return NOTHING;
    const reply = await this.client.json({
      source: this.name,
      accept: 'application/json',
      url: endpoint(this.env.INATURALIST_URL, '/v1/observations', {
        q: keyword,
        search_on: 'names',
        photos: 'true',
        quality_grade: 'research',
        photo_license: codes.join(','),
        order_by: 'id',
        order: 'asc',
        per_page: String(PAGE_SIZE),
        id_above: String(after),
      }),
      allowance: { limits: this.limits },
      signal,
      turn,
    });
    const observations = elements(fields(reply)['results']);
    if (!observations || observations.some((each) => !('photos' in fields(each)))) {
      throw new SourceFailure('shape_changed', 'no list of observations with photos');
    }
    const last = wholeNumber(fields(observations.at(-1))['id'], after + 1, MAX_ID);
    if (observations.length > 0 && last === null) throw new SourceFailure('shape_changed', 'observations out of order');
    const total = wholeNumber(fields(reply)['total_results'], 0, MAX_ID);
    const ends = last === null || (total === null ? observations.length < PAGE_SIZE : total <= observations.length);
    // `photo_license` asks for observations with at least one such photo.
    const items = observations.flatMap((each) => photosOf(fields(each), new Set(codes)));
    return { items, next: ends ? null : String(last) };
  }
}

function photosOf(observation: Record<string, unknown>, codes: ReadonlySet<string>): FoundImage[] {
  const taxon = fields(observation['taxon']);
  const user = fields(observation['user']);
  const title = plainText(taxon['preferred_common_name'], 200) ?? plainText(taxon['name'], 200);
  const creator = plainText(user['name'], 200) ?? plainText(user['login'], 200);
  return (elements(observation['photos']) ?? []).map(fields).flatMap((photo) => {
    const code = plainText(photo['license_code'], 20)?.toLowerCase() ?? '';
    const url = originalOf(webUrl(photo['url']));
    if (url === null || !codes.has(code)) return [];
    const size = fields(photo['original_dimensions']);
    return creditedImage({
      url,
      pageUrl: webUrl(observation['uri']),
      title,
      creator,
      license: licenseOfName(code, '4.0'),
      source: 'iNaturalist',
      width: pixels(size['width']),
      height: pixels(size['height']),
    });
  });
}

/** The address names the size in its last part; the original has at most 2048 pixels a side. */
function originalOf(url: string | null): string | null {
  return url?.replace(/\/(?:square|thumb|small|medium|large)\.(\w+)(?=$|\?)/, '/original.$1') ?? null;
}
