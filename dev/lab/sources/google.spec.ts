import { Parser } from 'htmlparser2';
import { fetch } from 'undici';
import { startLab, type Lab } from '../lab.js';
import { SERPER_KEY } from './serper.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ faults: 'none' });
});
afterAll(() => lab.stop());

const page = async (query: string, path = '/google/search') =>
  (await fetch(`${lab.url}${path}?${query}`, { signal: AbortSignal.timeout(4000) })).text();

/** What a crawler without a real parser does: addresses by pattern in the first script that has some. */
function byPattern(html: string): string[] {
  for (const [, script = ''] of html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)) {
    const found = [...script.matchAll(/http[^[]*?\.(?:jpg|png|bmp)/g)].map(([url]) =>
      url.replaceAll(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16))),
    );
    if (found.length > 0) return found;
  }
  return [];
}

type Cell = [number, [0, string, unknown, [string, number, number], ...unknown[]]];

/** The same from the data itself. */
function byData(html: string): { url: string; height: number; width: number; details: unknown }[] {
  const data: [string, Cell[]] = JSON.parse(/key: 'ds:1'.*?data:(\[.*\]), sideChannel/s.exec(html)?.[1] ?? '["", []]');
  return data[1].map(([, cell]) => {
    const [url, height, width] = cell[3];
    return { url, height, width, details: cell[9] };
  });
}

function anchors(html: string): string[] {
  const urls: string[] = [];
  const parser = new Parser({
    onopentag: (name, { href }) => {
      if (name === 'a' && href?.startsWith('/imgres?')) {
        urls.push(new URLSearchParams(href.slice('/imgres?'.length)).get('imgurl') ?? '');
      }
    },
  });
  parser.end(html);
  return urls;
}

async function readAll(read: (index: number) => Promise<string[]>): Promise<string[][]> {
  const pages: string[][] = [];
  for (let index = 0; index < 60; index += 1) {
    const urls = await read(index);
    if (urls.length === 0) return pages;
    pages.push(urls);
  }
  throw new Error('No end');
}

async function post(query: unknown, key = SERPER_KEY) {
  const answer = await fetch(`${lab.url}/serper/images`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: typeof query === 'string' ? query : JSON.stringify(query),
  });
  const body: { images: { imageUrl: string; position: number }[] } = JSON.parse(await answer.text());
  return { status: answer.status, body };
}

describe('google', () => {
  it('pages through every result exactly once and ends', async () => {
    const pages = await readAll(async (ijn) => byPattern(await page(`q=fruit&tbm=isch&ijn=${ijn}&start=${ijn * 100}`)));
    const urls = pages.flat();
    expect(pages.slice(0, -1).every(({ length }) => length === 100)).toBe(true);
    expect(urls.length).toBeGreaterThan(400);
    expect(new Set(urls).size).toBe(urls.length);
  });

  it('stops at 1000', async () => {
    const pages = await readAll(async (ijn) => byPattern(await page(`q=vegetarian&tbm=isch&ijn=${ijn}`)));
    expect(pages.flat().length).toBe(1000);
  });

  it('holds size and page in its data, and escapes addresses', async () => {
    const html = await page('q=fruit&tbm=isch');
    const data = byData(html);
    expect(data.map(({ url }) => url)).toEqual(byPattern(html));
    expect(data[0]).toMatchObject({
      width: 307,
      details: { '2003': expect.arrayContaining([expect.stringContaining('/page/')]) },
    });
    expect(html).toContain(String.raw`/img/id\u003d`);
    const answers = await Promise.all(data.slice(0, 20).map(async ({ url }) => (await fetch(url)).status));
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  it('gives old phones the same results as anchors, ten at a time', async () => {
    const pages = await readAll(async (i) =>
      anchors(await page(`q=cat&tbm=isch&start=${i * 10}`, '/google/wml/search')),
    );
    expect(pages[0]?.length).toBe(10);
    expect(pages.flat()).toEqual(byPattern(await page('q=cat&tbm=isch')));
  });

  it('finds no pictures outside the image search', async () => {
    expect(byPattern(await page('q=fruit'))).toEqual([]);
  });

  it('sends the suspicious to its sorry page', async () => {
    const answer = await fetch(`${lab.url}/google/search?q=source:blocked&tbm=isch`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    const location = answer.headers.get('location') ?? '';
    expect(location).toMatch(/\/sorry\/index\?continue=/);
    const sorry = await fetch(location);
    expect([sorry.status, await sorry.text()]).toEqual([429, expect.stringContaining('recaptcha')]);
  });

  it('shows a large page without pictures when its shape has changed', async () => {
    const html = await page('q=fish+source:shape-changed&tbm=isch');
    expect(html.length).toBeGreaterThan(2000);
    expect([...byPattern(html), ...anchors(html)]).toEqual([]);
  });
});

describe('serper', () => {
  it('pages through the same results as the page it reads', async () => {
    const pages = await readAll(async (i) =>
      (await post({ q: 'cat', num: 20, page: i + 1 })).body.images.map(({ imageUrl }) => imageUrl),
    );
    expect(pages.flat()).toEqual(byPattern(await page('q=cat&tbm=isch')));
  });

  it('describes a result', async () => {
    const { body } = await post({ q: 'seafood', num: '20' });
    expect(body).toMatchObject({ searchParameters: { q: 'seafood', type: 'images', num: 20, page: 1 }, credits: 2 });
    expect(body.images[0]).toEqual({
      title: expect.any(String),
      imageUrl: expect.stringContaining('/img/'),
      imageWidth: 307,
      imageHeight: expect.any(Number),
      thumbnailUrl: expect.stringContaining('/thumb/250/'),
      thumbnailWidth: 250,
      thumbnailHeight: expect.any(Number),
      source: 'Lab',
      domain: expect.stringMatching(/^127\.0\.0\.\d:\d+$/),
      link: expect.stringContaining('/page/'),
      googleUrl: expect.any(String),
      position: 1,
    });
  });

  it.each([
    ['another key', { q: 'fish' }, 'other', 403, 'Unauthorized.'],
    ['no query', {}, SERPER_KEY, 400, 'Missing query parameter'],
    ['no JSON', '{', SERPER_KEY, 400, 'Missing query parameter'],
    ['too many', { q: 'fish', num: 101 }, SERPER_KEY, 400, 'Invalid paging parameters'],
    ['an empty account', { q: 'source:quota' }, SERPER_KEY, 400, 'Not enough credits'],
    ['too many requests', { q: 'source:rate-limited' }, SERPER_KEY, 429, 'Too many requests'],
  ])('refuses %s', async (_, body, key, status, message) => {
    expect(await post(body, key)).toEqual({ status, body: { message, statusCode: status } });
  });
});
