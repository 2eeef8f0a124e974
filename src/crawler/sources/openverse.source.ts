import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { attributionOf } from './attribution.js';
import { endpoint } from './endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from './image-source.js';
import { licenseOfName, licenseOfUrl } from './license.js';
import { NOTHING } from './license-choice.js';
import { openverseEmptyMs } from './openverse-allowance.js';
import { OPENVERSE_SLICES, withLicenseCodes } from './openverse-filters.js';
import { pageOfCursor } from './page-cursor.js';
import { plainText } from './plain-text.js';
import { elements, fields, parseJson, pixels, webUrl, wholeNumber } from './reply-fields.js';
import { SourceClient } from './source-client.js';
import { refusalOf } from './source-refusal.js';
import { sliceParameters } from './source-slices.js';

/** Asking for more than 20 a page without a token is answered 401. */
const ANONYMOUS = { pageSize: 20, maxPages: 12, limits: perMinuteAndDay(20, 200) }; // 240 results are visible
const REGISTERED = { pageSize: 50, maxPages: 20, limits: perMinuteAndDay(100, 10_000) };

/** Openly licensed pictures through the Openverse API v1. The cursor is the page number. */
@Injectable()
export class OpenverseSource extends ImageSource {
  readonly name = 'openverse';
  readonly configured = true;
  readonly policy = {
    mode: 'api',
    bulk: 'limited',
    training: 'per_item',
    hotlink: 'allowed',
    attribution: 'per_item',
    downloadTracking: false,
    note: 'Depth and rate are limited on purpose and scraping is forbidden; obey each picture’s licence.',
    url: 'https://docs.openverse.org/terms_of_service.html',
  } as const;
  override readonly slices = Object.keys(OPENVERSE_SLICES);
  override readonly key = { variable: 'OPENVERSE_TOKEN', required: false };
  override readonly limits: ImageSource['limits'];
  override readonly depth: number;
  override readonly filtersLicenses = true;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
    const { pageSize, maxPages, limits } = env.OPENVERSE_TOKEN ? REGISTERED : ANONYMOUS;
    this.depth = pageSize * maxPages;
    this.limits = limits;
  }

  async search(
    { keyword, safeSearch, slice, licenses, signal, turn }: SourceQuery,
    cursor: string | null,
  ): Promise<SourcePage> {
    const token = this.env.OPENVERSE_TOKEN;
    const { pageSize, maxPages } = token ? REGISTERED : ANONYMOUS;
    const page = pageOfCursor(cursor, maxPages);
    const filters = withLicenseCodes(sliceParameters(OPENVERSE_SLICES, slice), licenses);
    if (filters === null) return NOTHING;

    const query = {
      ...filters,
      q: [...keyword].slice(0, 200).join(''),
      page: String(page),
      page_size: String(pageSize),
    };
    const answer = await this.client.ask({
      source: this.name,
      url: endpoint(this.env.OPENVERSE_URL, '/v1/images/', safeSearch ? query : { ...query, mature: 'true' }),
      accept: 'application/json',
      headers: token ? { authorization: `Bearer ${token}` } : {},
      allowance: { key: token, emptyMs: openverseEmptyMs },
      signal,
      turn,
    });
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    return readPage(parseJson(answer.body), page, maxPages);
  }
}

function perMinuteAndDay(minute: number, day: number): ImageSource['limits'] {
  return [
    { requests: minute, seconds: 60 },
    { requests: day, seconds: 86_400 },
  ];
}

function readPage(reply: unknown, page: number, maxPages: number): SourcePage {
  const { results, page_count } = fields(reply);
  const found = elements(results);
  if (!found || found.some((result) => !('url' in fields(result)))) {
    throw new SourceFailure('shape_changed', 'no list of results with addresses');
  }
  const last = Math.min(wholeNumber(page_count, 0, 100_000) ?? maxPages, maxPages);
  return {
    items: found.map(readImage).filter((image) => image !== null),
    next: found.length > 0 && page < last ? String(page + 1) : null,
  };
}

function readImage(result: unknown): FoundImage | null {
  const image = fields(result);
  const url = webUrl(image['url']);
  if (url === null) return null;
  const title = plainText(image['title']);
  const creator = plainText(image['creator'], 200);
  const pageUrl = webUrl(image['foreign_landing_url']);
  const license =
    licenseOfUrl(webUrl(image['license_url'])) ??
    licenseOfName(plainText(image['license'], 50), plainText(image['license_version'], 10));
  return {
    url,
    pageUrl,
    title,
    creator,
    license: license?.id ?? null,
    licenseUrl: license?.url ?? webUrl(image['license_url']),
    attribution: attributionOf({
      title,
      creator,
      creatorUrl: webUrl(image['creator_url']),
      license,
      source: plainText(image['source'], 60) ?? 'Openverse',
      pageUrl,
    }),
    width: pixels(image['width']),
    height: pixels(image['height']),
  };
}
