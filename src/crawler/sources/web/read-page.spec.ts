import * as fc from 'fast-check';
import { htmlOf } from './html-text.js';
import { pageImages } from './page-images.js';
import { pageLinks } from './page-links.js';
import { readPage } from './read-page.js';
import { largestOf, parseSrcset } from './srcset.js';

const PAGE = 'https://www.a.example/dir/page.html';
const imagesOf = (html: string) => pageImages(readPage(html, 'pixcrawler'), PAGE);
const first = (html: string) => imagesOf(html)[0];

describe('pageImages', () => {
  it.each([
    ['<img src="b.jpg">', 'https://www.a.example/dir/b.jpg'],
    ['<img src=" //c.example/b.jpg ">', 'https://c.example/b.jpg'],
    ['<img src="s.jpg" srcset="s.jpg 100w, l.jpg 900w, m.jpg 500w">', 'https://www.a.example/dir/l.jpg'],
    ['<img src="s.jpg" srcset="s.jpg, l.jpg 3x, m.jpg 2x">', 'https://www.a.example/dir/l.jpg'],
    ['<img src="data:image/gif;base64,AA" data-srcset="/s.jpg 1w, /l.jpg 2w">', 'https://www.a.example/l.jpg'],
    ['<img src="t.jpg" data-src="m.jpg" data-original="/l.jpg">', 'https://www.a.example/l.jpg'],
    [
      '<picture><source srcset="/p.webp 800w"><img src="s.jpg" srcset="m.jpg 400w"></picture>',
      'https://www.a.example/p.webp',
    ],
    [
      '<picture><source type="image/svg+xml" srcset="/p.svg"><img src="s.jpg"></picture>',
      'https://www.a.example/dir/s.jpg',
    ],
    ['<a href="/large.png"><img src="s.jpg"></a>', 'https://www.a.example/large.png'],
    ['<a href="/alone.png?x=1">words</a>', 'https://www.a.example/alone.png?x=1'],
    ['<noscript><img src="n.jpg"></noscript>', 'https://www.a.example/dir/n.jpg'],
    ['<base href="https://b.example/x/"><base href="/no/"><img src="i.jpg">', 'https://b.example/x/i.jpg'],
    ['<meta property="og:image:secure_url" content="/og.jpg">', 'https://www.a.example/og.jpg'],
    ['<meta name="twitter:image" content="/tw.jpg">', 'https://www.a.example/tw.jpg'],
    ['<link rel="image_src" href="/is.jpg">', 'https://www.a.example/is.jpg'],
    ['<script type="application/ld+json">{"image":["/j.jpg"]}</script>', 'https://www.a.example/j.jpg'],
    [
      '<script type="application/ld+json">{"image":{"@type":"ImageObject","url":"/o.jpg"}}</script>',
      'https://www.a.example/o.jpg',
    ],
  ])('%s', (html, url) => {
    expect(imagesOf(html).map((image) => image.url)).toEqual([url]);
  });

  it.each([
    '<img src="a.jpg" width="1" height="1">',
    '<img src="a.jpg" width="40px">',
    '<img src="icon.svg">',
    '<img src="data:image/png;base64,AAAA">',
    '<img src="javascript:alert(1)">',
    '<img src="https://user:pass@a.example/x.jpg">',
    '<img src="ftp://a.example/x.jpg">',
    '<img alt="nothing">',
    '<script type="application/ld+json">{"image": "/a.jpg"</script>',
    '<script type="application/ld+json">{"publisher":{"logo":"/l.png"}}</script>',
  ])('nothing of %s', (html) => {
    expect(imagesOf(html)).toEqual([]);
  });

  it.each([
    ['<title>T</title><img src="a.jpg" alt=" An  alt " title="t">', 'An alt'],
    ['<img src="a.jpg" alt="" aria-label="label">', 'label'],
    ['<figure><img src="a.jpg"><figcaption>In <i>words</i></figcaption></figure>', 'In words'],
    [
      '<meta property="og:image" content="a.jpg"><meta property="og:image:alt" content="shared"><title>T</title>',
      'shared',
    ],
    ['<title>T</title><meta property="og:image" content="a.jpg">', 'T'],
    ['<title>T</title><img src="a.jpg">', null],
  ])('the title in %s', (html, title) => {
    expect(first(html)?.title).toBe(title);
  });

  it('completes a picture from all places that name it, once', () => {
    const data = {
      '@type': 'ImageObject',
      contentUrl: '/dir/a.jpg',
      creator: { name: 'Ann' },
      license: 'https://creativecommons.org/licenses/by/4.0/',
      width: 800,
    };
    const html = `<img src="a.jpg" alt="seen"><script type="application/ld+json">${JSON.stringify(data)}</script>`;
    expect(imagesOf(html)).toEqual([
      {
        url: 'https://www.a.example/dir/a.jpg',
        pageUrl: PAGE,
        title: 'seen',
        creator: 'Ann',
        license: 'CC-BY-4.0',
        licenseUrl: 'https://creativecommons.org/licenses/by/4.0/',
        attribution: expect.stringContaining('by Ann'),
        width: 800,
        height: null,
      },
    ]);
  });

  it.each([
    [
      'of a figure',
      '<figure><img src="https://cdn.example/a.jpg"><a rel="license" href="//creativecommons.org/licenses/by-sa/3.0/">x</a></figure>',
      'CC-BY-SA-3.0',
    ],
    [
      'of the page, for its own pictures',
      '<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/"><img src="https://img.a.example/a.jpg">',
      'CC0-1.0',
    ],
    [
      'of the page, not for those from elsewhere',
      '<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/"><img src="https://cdn.example/a.jpg">',
      null,
    ],
    ['that nobody knows', '<link rel="license" href="/terms"><img src="a.jpg">', null],
  ])('the licence %s', (_, html, license) => {
    expect(first(html)?.license).toBe(license);
  });

  it('never throws, and gives http addresses only', () => {
    const part = fc.constantFrom(
      '<img src="',
      '" srcset="',
      'a.jpg 2x, ',
      '"><picture>',
      '<source srcset="',
      '</figure>',
      '<script type="application/ld+json">',
      '{"image":[',
      '<base href="',
      '<a href="x.png">',
      ']}',
      '<figure>',
      '&#x;',
      'http://[',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string({ maxLength: 8 })), { maxLength: 30 }), (parts) => {
        for (const { url } of imagesOf(parts.join(''))) expect(url).toMatch(/^https?:\/\//);
      }),
    );
  });
});

describe('readPage', () => {
  it('hears what is said to robots, and to ours by name', () => {
    const html =
      '<meta name="ROBOTS" content="noai"><meta name="pixcrawler" content="noindex"><meta name="gptbot" content="none"><meta name="tdm-reservation" content="1">';
    expect(readPage(html, 'pixcrawler')).toMatchObject({ robots: ['noai', 'noindex'], tdmReserved: true });
  });

  it('links to pages of the same host only, each once', () => {
    const html = [
      'b',
      '/b',
      './b',
      'b#x',
      'https://a.example/c',
      'https://sub.a.example/d',
      'https://b.example/',
      'x.pdf',
      'mailto:a@b',
      'http://www.a.example/e',
    ]
      .map((href) => `<a href="${href}">x</a>`)
      .join('');
    const links = pageLinks(readPage(`${html}<a rel="nofollow" href="/no">x</a>`, ''), PAGE);
    expect(links).toEqual([
      'https://www.a.example/dir/b',
      'https://www.a.example/b',
      'https://a.example/c',
      'http://www.a.example/e',
    ]);
  });
});

describe('parseSrcset', () => {
  it.each([
    ['a.jpg', 'a.jpg'],
    ['a,b.jpg 2x,c.jpg 1x', 'a,b.jpg'],
    ['data:image/png;base64,AA== 1x, b.jpg 2x', 'b.jpg'],
    ['a.jpg 100w, b.jpg 5x', 'a.jpg'],
    [' , a.jpg , ', 'a.jpg'],
    ['', undefined],
  ])('%s', (srcset, url) => {
    expect(largestOf(parseSrcset(srcset))?.url).toBe(url);
  });
});

describe('htmlOf', () => {
  it.each([
    [Buffer.from('caf\xe9', 'latin1'), 'text/html; charset=iso-8859-1', 'café'],
    [Buffer.from('<meta charset="windows-1252">caf\xe9', 'latin1'), 'text/html', '<meta charset="windows-1252">café'],
    [Buffer.from('\uFEFFcafé'), 'text/html; charset=latin1', 'café'],
    [Buffer.from('café'), 'text/html; charset=nonsense', 'café'],
    [Buffer.from('\uFEFFé', 'utf16le'), '', 'é'],
  ])('%#', (body, type, text) => {
    expect(htmlOf(body, type)).toBe(text);
  });
});
