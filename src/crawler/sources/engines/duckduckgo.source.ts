import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { classOf } from '../license-choice.js';
import { plainText } from '../plain-text.js';
import { elements, fields, parseJson, pixels, webUrl } from '../reply-fields.js';
import { SourceClient, type SourceRequest } from '../source-client.js';
import { refusalOf } from '../source-refusal.js';
import { sliceParameters, slicesBy } from '../source-slices.js';
import { unlicensedImage } from '../unlicensed-image.js';
import { decodeDuckduckgoCursor, encodeDuckduckgoCursor, tokenIn } from './duckduckgo-cursor.js';

const PAGE_SIZE = 100;
/** Lists end by themselves long before; this bounds what never ends. */
const MAX_OFFSET = 5_000;
const LONGEST_QUERY = 499;
/** The slots of `f`, in order; empty ones stay empty. */
const SLOTS = ['time', 'size', 'color', 'type', 'layout', 'license'];
const COLORS = 'Red Orange Yellow Green Blue Purple Pink Brown Black Gray Teal White Monochrome'.split(' ');
const SLICES = {
  ...slicesBy('size', 'size', { large: 'Large', medium: 'Medium', small: 'Small', wallpaper: 'Wallpaper' }),
  ...slicesBy('aspect', 'layout', { square: 'Square', tall: 'Tall', wide: 'Wide' }),
  ...slicesBy('color', 'color', Object.fromEntries(COLORS.map((color) => [color.toLowerCase(), color]))),
  ...slicesBy('type', 'type', ['photo', 'clipart', 'line']),
  ...slicesBy('date', 'time', { day: 'Day', week: 'Week', month: 'Month', year: 'Year' }),
};
const LICENSES = { public_domain: 'Public', creative_commons: 'any' };

/** DuckDuckGo's images through the script that its page loads from. The cursor holds the query's token and the offset. */
@Injectable()
export class DuckduckgoSource extends ImageSource {
  readonly name = 'duckduckgo';
  readonly configured = true;
  readonly policy = {
    mode: 'scrape',
    bulk: 'no',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'No API contract: reading result pages is against DuckDuckGo’s terms, and the pictures’ licences are unknown.',
    url: 'https://duckduckgo.com/terms',
  } as const;
  override readonly slices = Object.keys(SLICES);

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const known = cursor === null ? null : decodeDuckduckgoCursor(cursor, MAX_OFFSET);
    const filters = { ...sliceParameters(SLICES, query.slice), ...licenseFilter(query.licenses) };
    const offset = known?.offset ?? 0;
    let vqd = known?.vqd ?? (await this.token(query));
    let answer = await this.client.ask(this.script(query, filters, vqd, offset));
    if (known && answer.status === 403) {
      // Tokens live for about an hour, jobs may pause for longer.
      vqd = await this.token(query);
      answer = await this.client.ask(this.script(query, filters, vqd, offset));
    }
    if (answer.status === 202) throw new SourceFailure('blocked', 'status 202, which suspected bots get');
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    const found = elements(fields(parseJson(answer.body))['results']);
    if (!found || found.some((result) => !('image' in fields(result)))) {
      throw new SourceFailure('shape_changed', 'no list of results with addresses');
    }
    const next = offset + PAGE_SIZE;
    return {
      items: found.map(readImage).filter((image) => image !== null),
      next: found.length > 0 && next <= MAX_OFFSET ? encodeDuckduckgoCursor({ vqd, offset: next }) : null,
    };
  }

  /** The token that binds a query to whoever asks. */
  private async token({ keyword, signal, turn }: SourceQuery): Promise<string> {
    const url = endpoint(this.env.DUCKDUCKGO_URL, '/', { q: shortened(keyword), iar: 'images', t: 'h_' });
    const answer = await this.client.ask({ source: this.name, url, accept: 'text/html', signal, turn });
    if (answer.status === 202) throw new SourceFailure('blocked', 'status 202, which suspected bots get');
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    const html = answer.body.toString('utf8');
    const token = tokenIn(html);
    if (token !== null) return token;
    if (/anomaly|bots use DuckDuckGo|captcha/i.test(html)) throw new SourceFailure('blocked', 'captcha');
    throw new SourceFailure('shape_changed', 'no token in the result page');
  }

  private script(
    { keyword, safeSearch, signal, turn }: SourceQuery,
    filters: Readonly<Record<string, string>>,
    vqd: string,
    offset: number,
  ): SourceRequest {
    const f = SLOTS.map((slot) => (filters[slot] === undefined ? '' : `${slot}:${filters[slot]}`)).join(',');
    const parameters = { o: 'json', q: shortened(keyword), l: 'wt-wt', vqd, p: safeSearch ? '1' : '-1' };
    return {
      source: this.name,
      url: endpoint(this.env.DUCKDUCKGO_URL, '/i.js', {
        ...parameters,
        ...(offset > 0 && { s: String(offset) }),
        ...(f.length >= SLOTS.length && { f }),
      }),
      accept: '*/*',
      headers: {
        referer: `${new URL(this.env.DUCKDUCKGO_URL).origin}/`,
        'sec-fetch-dest': 'empty',
        'sec-fetch-mode': 'cors',
        'sec-fetch-site': 'same-origin',
      },
      signal,
      turn,
    };
  }
}

function licenseFilter(licenses: readonly string[] | null): Readonly<Record<string, string>> {
  const wanted = classOf(licenses);
  return wanted === null ? {} : { license: LICENSES[wanted] };
}

/** Queries of 500 characters are refused. */
function shortened(keyword: string): string {
  return [...keyword].slice(0, LONGEST_QUERY).join('');
}

function readImage(value: unknown): FoundImage | null {
  const result = fields(value);
  const url = webUrl(result['image']);
  if (url === null) return null;
  return unlicensedImage(url, {
    pageUrl: webUrl(result['url']),
    title: plainText(result['title']),
    width: pixels(result['width']),
    height: pixels(result['height']),
  });
}
