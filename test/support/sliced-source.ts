import { licenseOfUrl } from '../../src/crawler/sources/license.js';
import {
  ImageSource,
  type FoundImage,
  type SourcePage,
  type SourceQuery,
} from '../../src/crawler/sources/image-source.js';

const PAGE = 10;

/** What a search of the stand-in was asked for. */
export type Asked = Pick<SourceQuery, 'keyword' | 'slice' | 'licenses'> & { cursor: string | null };

export interface SlicedSourceOptions {
  name: string;
  /** Results of one search; like any engine's, they end while there is more. */
  depth: number;
  /** Slices, and the filter of the lab's Openverse that each one sets; none: it repeats the whole search. */
  slices: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Stands for a search engine that shows no more than its first results, however many there are: a lid on the lab's Openverse. */
export class SlicedSource extends ImageSource {
  readonly name: string;
  readonly configured = true;
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'yes',
    hotlink: 'allowed',
    attribution: 'per_item',
    downloadTracking: false,
    note: 'A stand-in',
    url: 'https://museum.example/terms',
  } as const;
  override readonly slices: readonly string[];
  override readonly depth: number;
  readonly asked: Asked[] = [];
  /** Address of the lab's Openverse; set before the first search. */
  url = '';

  constructor(private readonly options: SlicedSourceOptions) {
    super();
    this.name = options.name;
    this.slices = Object.keys(options.slices);
    this.depth = options.depth;
  }

  async search({ keyword, slice, licenses, signal }: SourceQuery, cursor: string | null): Promise<SourcePage> {
    this.asked.push({ keyword, slice, licenses, cursor });
    const page = Number(cursor ?? 1);
    const parameters = { q: keyword, page: String(page), page_size: String(PAGE), ...this.options.slices[slice] };
    const answer = await fetch(`${this.url}/v1/images/?${new URLSearchParams(parameters)}`, { signal });
    const { results, page_count }: { results: { url: string; license_url: string }[]; page_count: number } = JSON.parse(
      await answer.text(),
    );
    const last = Math.min(page_count, this.depth / PAGE);
    return { items: results.map(found), next: page < last ? String(page + 1) : null };
  }
}

const found = ({ url, license_url }: { url: string; license_url: string }): FoundImage => ({
  url,
  pageUrl: null,
  title: null,
  creator: null,
  license: licenseOfUrl(license_url)?.id ?? null,
  licenseUrl: license_url,
  attribution: null,
  width: null,
  height: null,
});
