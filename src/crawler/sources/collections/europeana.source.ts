import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { licenseOfUrl } from '../license.js';
import { NOTHING } from '../license-choice.js';
import { badCursor } from '../page-cursor.js';
import { plainText } from '../plain-text.js';
import { elements, fields, webUrl } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { creditedImage } from './credited-image.js';
import { luceneWords } from './lucene-words.js';
import { rightsStatementOf } from './rights-statement.js';

const PAGE_SIZE = 100;
/** The values of `reusability`, and the licences in them. */
const CLASSES = Object.entries({
  open: /^(?:CC0-1\.0|CC-PDM-1\.0|(?:LicenseRef-)?CC-BY(?:-SA)?(?:-\d.*)?)$/,
  restricted: /^(?:(?:LicenseRef-)?CC-BY-N[CD]\b.*|LicenseRef-(?:NoC-\w+|InC-EDU|InC-NC))$/,
  permission: /^LicenseRef-(?:InC|InC-OW-EU|InC-RUU|CNE|UND)$/,
});

/** Pictures of Europe's museums and archives, Europeana Search API v2. The cursor is the API's own, which reaches everything. */
@Injectable()
export class EuropeanaSource extends ImageSource {
  readonly name = 'europeana';
  override readonly key = { variable: 'EUROPEANA_API_KEY', required: true };
  override readonly filtersLicenses = true;
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'per_item',
    hotlink: 'allowed',
    attribution: 'per_item',
    downloadTracking: false,
    note: 'Metadata is CC0; every picture has the rights statement of the institution that holds it, and some permit nothing.',
    url: 'https://www.europeana.eu/en/rights/terms-of-use',
  } as const;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return this.env.EUROPEANA_API_KEY !== undefined;
  }

  async search({ keyword, licenses, signal, turn }: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const key = this.env.EUROPEANA_API_KEY;
    if (key === undefined) throw new SourceFailure('auth', 'EUROPEANA_API_KEY is not set');
    if (cursor !== null && !/^[\x21-\x7e]{1,2000}$/.test(cursor)) throw badCursor();
    const reusability = reusabilityOf(licenses);
    if (reusability?.length === 0) return NOTHING;
    const reply = await this.client.json({
      source: this.name,
      accept: 'application/json',
      url: endpoint(this.env.EUROPEANA_URL, '/record/v2/search.json', {
        wskey: key,
        query: luceneWords(keyword),
        qf: 'TYPE:IMAGE',
        media: 'true',
        profile: 'rich',
        ...(reusability && { reusability: reusability.join(',') }),
        rows: String(PAGE_SIZE),
        cursor: cursor ?? '*',
      }),
      signal,
      turn,
    });
    const { success, error, items, nextCursor } = fields(reply);
    if (success === false) throw failureOf(plainText(error, 200) ?? 'refused');
    const found = elements(items);
    if (!found || found.some((item) => !('rights' in fields(item)))) {
      throw new SourceFailure('shape_changed', 'no list of items with rights');
    }
    return {
      items: found.flatMap((item) => pictureOf(fields(item))),
      next: found.length > 0 && typeof nextCursor === 'string' && nextCursor !== cursor ? nextCursor : null,
    };
  }
}

/** Null: any. Empty: nothing that the job keeps can be here. */
function reusabilityOf(licenses: readonly string[] | null): string[] | null {
  if (licenses === null) return null;
  return CLASSES.filter(([, ids]) => licenses.some((id) => ids.test(id))).map(([name]) => name);
}

/** Errors also come with status 200. */
function failureOf(error: string): SourceFailure {
  if (/api.?key|wskey/i.test(error)) return new SourceFailure('auth', error);
  if (/limit|quota|too many/i.test(error)) return new SourceFailure('rate_limited', error);
  return new SourceFailure('bad_request', error);
}

/** Almost every field is a list; the first value counts. */
function pictureOf(item: Record<string, unknown>): FoundImage[] {
  const first = (name: string): unknown => elements(item[name])?.[0] ?? item[name];
  const url = webUrl(first('edmIsShownBy'));
  if (url === null) return [];
  const rights = webUrl(first('rights'));
  const license = licenseOfUrl(rights) ?? rightsStatementOf(rights);
  return [
    creditedImage({
      url,
      pageUrl: webUrl(first('edmIsShownAt')) ?? webUrl(first('guid')),
      title: plainText(first('title')),
      creator: plainText(first('dcCreator'), 200),
      license,
      licenseUrl: rights,
      source: plainText(first('dataProvider'), 120) ?? 'Europeana',
    }),
  ];
}
