import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { ImageSource, type SourcePage, type SourceQuery } from '../image-source.js';
import { badCursor } from '../page-cursor.js';
import { SourceClient } from '../source-client.js';
import { sliceParameters, slicesBy } from '../source-slices.js';
import { readBaiduReply } from './baidu-reply.js';
import { SessionCookies } from './session-cookies.js';

const PAGE_SIZE = 30;
const DEPTH = 1_000;
const HOUR_MS = 3_600_000;
const COLORS = {
  red: '1',
  orange: '256',
  yellow: '2',
  green: '4',
  purple: '32',
  pink: '64',
  teal: '8',
  blue: '16',
  brown: '12',
  white: '1024',
  black: '512',
  black_and_white: '2048',
};
const SLICES = {
  ...slicesBy('size', 'z', { wallpaper: '9', large: '3', medium: '2', small: '1' }),
  ...slicesBy('color', 'ic', COLORS),
  ...slicesBy('type', 's', { portrait: '3' }),
  ...slicesBy('type', 'st', { clipart: '1', line: '2' }),
};

/** Baidu's pictures through the list that its page loads from. The cursor is the offset. */
@Injectable()
export class BaiduSource extends ImageSource {
  readonly name = 'baidu';
  readonly configured = true;
  readonly policy = {
    mode: 'scrape',
    bulk: 'no',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'No API contract: reading result pages is against Baidu’s terms, there is no safe search, and the pictures’ licences are unknown.',
    url: 'https://www.baidu.com/duty/',
  } as const;
  override readonly slices = Object.keys(SLICES);
  override readonly depth = DEPTH;
  private readonly cookies = new SessionCookies(HOUR_MS);

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const offset = offsetOf(cursor);
    const slice = sliceParameters(SLICES, query.slice);
    const cookie = await this.cookies.get(() => this.visit(query));
    const answer = await this.client.results({
      source: this.name,
      url: endpoint(this.env.BAIDU_URL, '/search/acjson', {
        tn: 'resultjson_com',
        ipn: 'rj',
        word: query.keyword,
        pn: String(offset),
        rn: String(PAGE_SIZE),
        ...slice,
      }),
      accept: 'application/json',
      headers: { ...(cookie !== '' && { cookie }), referer: endpoint(this.env.BAIDU_URL, '/') },
      signal: query.signal,
      turn: query.turn,
    });
    const items = readBaiduReply(answer.body.toString('utf8'));
    const next = offset + PAGE_SIZE;
    return { items, next: items.length > 0 && next < DEPTH ? String(next) : null };
  }

  /** The list is for visitors who come from the front page. */
  private async visit({ signal, turn }: SourceQuery): Promise<string | undefined> {
    const url = endpoint(this.env.BAIDU_URL, '/');
    const answer = await this.client.results({ source: this.name, url, accept: 'text/html', signal, turn });
    return answer.headers['set-cookie'];
  }
}

function offsetOf(cursor: string | null): number {
  if (cursor === null) return 0;
  const offset = /^[1-9]\d{0,3}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (!(offset < DEPTH)) throw badCursor();
  return offset;
}
