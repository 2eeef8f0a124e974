import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { keeps, NOTHING } from '../license-choice.js';
import { pageOfCursor } from '../page-cursor.js';
import { elements, fields, parseJson } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { type SliceTable, sliceParameters } from '../source-slices.js';
import { refusalOf } from '../source-refusal.js';
import { inParallel } from './in-parallel.js';
import { bestRendition, needsAsset, type NasaItem, nasaImage, nasaItem, US_GOVERNMENT_WORK } from './nasa-item.js';

const PAGE_SIZE = 100;
const MAX_PAGES = 100;
const CONCURRENCY = 4;
const YEARS = ['2020-2029', '2015-2019', '2010-2014', '2005-2009', '2000-2004', '1990-1999', '1960-1989', '1900-1959'];
const SLICES: SliceTable = Object.fromEntries(
  YEARS.map((years) => {
    const [from = '', to = ''] = years.split('-');
    return [`date:${years}`, { year_start: from, year_end: to }];
  }),
);

/** NASA's Image and Video Library. The cursor is the page number; a link `next` says whether there is one. */
@Injectable()
export class NasaSource extends ImageSource {
  readonly name = 'nasa';
  readonly configured = true;
  override readonly depth = PAGE_SIZE * MAX_PAGES;
  override readonly slices = Object.keys(SLICES);
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'per_item',
    hotlink: 'allowed',
    attribution: 'required',
    downloadTracking: false,
    note: 'Mostly works of the US government, free of copyright; NASA asks to be named as the source. Pictures with marks of others are of unknown licence.',
    url: 'https://www.nasa.gov/nasa-brand-center/images-and-media/',
  } as const;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const { keyword, slice, licenses, signal, turn } = query;
    const page = pageOfCursor(cursor, MAX_PAGES);
    const narrower = sliceParameters(SLICES, slice);
    if (!keeps(licenses, US_GOVERNMENT_WORK.id)) return NOTHING;
    const reply = await this.client.json({
      source: this.name,
      accept: 'application/json',
      url: endpoint(this.env.NASA_URL, '/search', {
        q: keyword,
        media_type: 'image',
        ...narrower,
        page: String(page),
        page_size: String(PAGE_SIZE),
      }),
      signal,
      turn,
    });
    const { items, links } = fields(fields(reply)['collection']);
    const found = elements(items);
    if (!found || found.some((item) => !elements(fields(item)['data']))) {
      throw new SourceFailure('shape_changed', 'no collection of items with data');
    }
    const known = found.map((item) => nasaItem(fields(item))).filter((item) => item !== null);
    const images = await inParallel(known, CONCURRENCY, (item) => this.image(item, query));
    const more = elements(links)?.some((link) => fields(link)['rel'] === 'next') ?? false;
    return {
      items: images.filter((image) => image !== null),
      next: more && found.length > 0 && page < MAX_PAGES ? String(page + 1) : null,
    };
  }

  /** Most items name a thumbnail only; then the list of the item's files is asked for. */
  private async image(item: NasaItem, { signal, turn }: SourceQuery): Promise<FoundImage | null> {
    if (!needsAsset(item.files)) return nasaImage(item, bestRendition(item.files));
    const url = endpoint(this.env.NASA_URL, `/asset/${encodeURIComponent(item.id)}`);
    const answer = await this.client.ask({ source: this.name, url, accept: 'application/json', signal, turn });
    if (answer.status === 404) return null;
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    const files = elements(fields(fields(parseJson(answer.body))['collection'])['items']);
    if (!files) throw new SourceFailure('shape_changed', 'no list of the files of an item');
    return nasaImage(item, bestRendition(files.map(fields)));
  }
}
