import { gzipSync } from 'node:zlib';
import { SourceFailure } from '../image-source.js';
import { decodeSitemapCursor, encodeSitemapCursor } from './sitemap-cursor.js';
import { namedSitemaps } from './sitemap-finder.js';
import { MAX_SITEMAP_BYTES, readSitemap } from './read-sitemap.js';

const LIMITS = { images: 1_000, pages: 1_000, children: 1_000 };
const IMAGES = 'http://www.google.com/schemas/sitemap-image/1.1';
const urlset = (urls: string, attributes = `xmlns:image="${IMAGES}"`): Buffer =>
  Buffer.from(
    `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" ${attributes}>${urls}</urlset>`,
  );
const failureOf = async (body: Buffer): Promise<unknown> =>
  readSitemap(body, 0, LIMITS).then(
    () => 'read',
    (error: unknown) => (error instanceof SourceFailure ? error.kind : error),
  );

describe('readSitemap', () => {
  it.each([
    ['image', `xmlns:image="${IMAGES}"`],
    ['pic', `xmlns:pic="${IMAGES}"`],
    ['image', ''],
  ])('reads pictures by their namespace, here %s', async (prefix, attributes) => {
    const image = `<${prefix}:image><${prefix}:loc> https://a.example/1.jpg?a=1&amp;b=2 </${prefix}:loc><${prefix}:caption>c</${prefix}:caption><${prefix}:license>l</${prefix}:license></${prefix}:image>`;
    const part = await readSitemap(urlset(`<url><loc>https://a.example/</loc>${image}</url>`, attributes), 0, LIMITS);
    expect(part).toEqual({
      kind: 'urlset',
      entries: [
        { url: 'https://a.example/', images: [{ url: 'https://a.example/1.jpg?a=1&b=2', title: 'c', license: 'l' }] },
      ],
      next: null,
    });
  });

  it('takes no other namespace’s elements for pictures', async () => {
    const video = '<v:video><v:loc>https://a.example/v.mp4</v:loc></v:video>';
    const body = urlset(`<url><loc>https://a.example/</loc>${video}</url>`, `xmlns:v="urn:v" xmlns:image="${IMAGES}"`);
    expect((await readSitemap(body, 0, LIMITS)).entries).toEqual([{ url: 'https://a.example/', images: [] }]);
  });

  it.each([false, true])('goes on where it stopped, to the last entry and no further; gzip: %s', async (packed) => {
    const urls = Array.from({ length: 25 }, (_, n) => `https://a.example/${n}`);
    const xml = urlset(urls.map((url) => `<url><loc>${url}</loc></url>`).join(''));
    const found: string[] = [];
    for (let at: number | null = 0; at !== null;) {
      const part: Awaited<ReturnType<typeof readSitemap>> = await readSitemap(packed ? gzipSync(xml) : xml, at, {
        ...LIMITS,
        pages: 5,
      });
      found.push(...part.entries.map(({ url }) => url));
      at = part.next;
    }
    expect(found).toEqual(urls);
  });

  it('reads indexes and lists of plain addresses', async () => {
    const index = '<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>';
    expect(await readSitemap(Buffer.from(index), 0, LIMITS)).toMatchObject({
      kind: 'index',
      entries: [{ url: 'https://a.example/s.xml' }],
    });
    const plain = 'https://a.example/1\r\nnothing\nhttps://a.example/2';
    expect((await readSitemap(Buffer.from(plain), 0, LIMITS)).entries.map(({ url }) => url)).toEqual([
      'https://a.example/1',
      'https://a.example/2',
    ]);
  });

  it.each([
    ['a page', Buffer.from('<!doctype html><title>x</title>')],
    ['nothing', Buffer.alloc(0)],
    ['a cut file', gzipSync(urlset('<url/>')).subarray(0, 30)],
    ['a bomb', gzipSync(Buffer.alloc(MAX_SITEMAP_BYTES + 1, ' '))],
  ])('refuses %s', async (_, body) => {
    expect(await failureOf(body)).toBe('shape_changed');
  });

  it('does not unfold entities of the document’s own', async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>https://a.example/&b;</loc></url></urlset>';
    expect((await readSitemap(Buffer.from(bomb), 0, LIMITS)).entries[0]?.url).toBe('https://a.example/&b;');
  });
});

describe('namedSitemaps', () => {
  it('reads the lines of a robots.txt wherever they stand', () => {
    const robots =
      'User-agent: *\nSitemap: https://a.example/1.xml\nDisallow: /\n  site-map : /2.xml \nSITEMAP: ftp://a.example/\nsitemap: https://a.example/1.xml';
    expect(namedSitemaps(robots, 'https://a.example/robots.txt')).toEqual([
      'https://a.example/1.xml',
      'https://a.example/2.xml',
    ]);
  });
});

describe('the cursor', () => {
  it('comes back as it was, and nothing else does', () => {
    const state = {
      files: [{ url: 'https://a.example/s.xml', depth: 1, at: 7, tries: 1 }],
      pages: ['https://a.example/'],
      read: 3,
    };
    expect(decodeSitemapCursor(encodeSitemapCursor(state))).toEqual(state);
    for (const cursor of ['', 'x', 'eJw', Buffer.from('{}').toString('base64url')]) {
      expect(() => decodeSitemapCursor(cursor)).toThrow(SourceFailure);
    }
  });
});
