import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { keeps, NOTHING } from '../license-choice.js';
import { plainText } from '../plain-text.js';
import { elements, fields, parseJson, webUrl, wholeNumber } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { refusalOf } from '../source-refusal.js';
import { licenseOfName } from '../license.js';
import { creditedImage } from './credited-image.js';
import { inParallel } from './in-parallel.js';
import { numberOfCursor } from './number-cursor.js';

/** Objects that one page reads; the ids of all come with every search. */
const PAGE_SIZE = 40;
const CONCURRENCY = 8;
/** What the museum asks for. */
const LIMIT = { requests: 80, seconds: 1 };
const MOST_OBJECTS = 1_000_000;
/** Its edge refuses bursts with 403, which pass. */
const BURST_WAIT_MS = 30_000;

/**
 * The public-domain pictures of the Metropolitan Museum of Art. The search names ids only, so each page is a search and
 * one request per object. The cursor counts objects.
 */
@Injectable()
export class MetSource extends ImageSource {
  readonly name = 'met';
  readonly configured = true;
  override readonly filtersLicenses = true;
  override readonly limits = [LIMIT];
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'yes',
    hotlink: 'allowed',
    attribution: 'none',
    downloadTracking: false,
    note: 'Only pictures of public-domain works are taken; the museum releases them under CC0.',
    url: 'https://www.metmuseum.org/about-the-met/policies-and-documents/open-access',
  } as const;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const offset = numberOfCursor(cursor, 0, MOST_OBJECTS);
    if (!keeps(query.licenses, 'CC0-1.0')) return NOTHING;
    const ids = idsOf(await this.client.json(this.request('/search', { hasImages: 'true', q: query.keyword }, query)));
    const wanted = ids.slice(offset, offset + PAGE_SIZE);
    const found = await inParallel(wanted, CONCURRENCY, (id) => this.object(id, query));
    const next = offset + PAGE_SIZE;
    return { items: found.flat(), next: next < ids.length ? String(next) : null };
  }

  private async object(id: number, query: SourceQuery): Promise<FoundImage[]> {
    const answer = await this.client.ask(this.request(`/objects/${id}`, {}, query));
    if (answer.status === 404) return []; // withdrawn since
    const refusal = refusalOf(answer);
    if (refusal?.kind === 'blocked') throw new SourceFailure('rate_limited', refusal.message, BURST_WAIT_MS);
    if (refusal) throw refusal;
    return picturesOf(fields(parseJson(answer.body)));
  }

  private request(path: string, parameters: Record<string, string>, { signal, turn }: SourceQuery) {
    const url = endpoint(this.env.MET_URL, `/public/collection/v1${path}`, parameters);
    return { source: this.name, url, accept: 'application/json', allowance: { limits: [LIMIT] }, signal, turn };
  }
}

/** `objectIDs` is null when there is none. */
function idsOf(reply: unknown): number[] {
  const { total, objectIDs } = fields(reply);
  if (objectIDs === null && total === 0) return [];
  const ids = elements(objectIDs)?.map((id) => wholeNumber(id, 1, Number.MAX_SAFE_INTEGER));
  if (!ids || ids.includes(null)) throw new SourceFailure('shape_changed', 'no list of object ids');
  return ids.filter((id) => id !== null);
}

function picturesOf(object: Record<string, unknown>): FoundImage[] {
  if (!('objectID' in object) || typeof object['isPublicDomain'] !== 'boolean' || !('primaryImage' in object)) {
    throw new SourceFailure('shape_changed', 'no object with its rights and picture');
  }
  if (!object['isPublicDomain']) return [];
  const pictures = [object['primaryImage'], ...(elements(object['additionalImages']) ?? [])];
  return pictures.flatMap((picture) => {
    const url = webUrl(picture);
    if (url === null) return [];
    return creditedImage({
      url,
      pageUrl: webUrl(object['objectURL']),
      title: plainText(object['title']) ?? plainText(object['objectName']),
      creator: plainText(object['artistDisplayName'], 200),
      license: licenseOfName('cc0'),
      source: 'The Metropolitan Museum of Art',
    });
  });
}
