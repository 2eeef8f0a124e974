import { canonicalUrl } from './canonical-url.js';

describe('canonicalUrl', () => {
  it.each([
    ['HTTP://Example.org:80/a/../b.jpg#top', 'http://example.org/b.jpg'],
    ['https://example.org', 'https://example.org/'],
    ['https://example.org/a b.jpg', 'https://example.org/a%20b.jpg'],
  ])('%s → %s', (raw, url) => {
    expect(canonicalUrl(raw)?.url).toBe(url);
  });

  it('gives two spellings of one address the same hash', () => {
    expect(canonicalUrl('HTTPS://EXAMPLE.org:443/x#1')?.hash).toBe(canonicalUrl('https://example.org/x')?.hash);
    expect(canonicalUrl('https://example.org/x')?.hash).not.toBe(canonicalUrl('https://example.org/X')?.hash);
  });

  it.each([
    '',
    'x.jpg',
    'ftp://example.org/x',
    'data:image/png;base64,AAAA',
    'javascript:1',
    `http://e.org/${'x'.repeat(4100)}`,
  ])('refuses %s', (raw) => {
    expect(canonicalUrl(raw)).toBeNull();
  });
});
