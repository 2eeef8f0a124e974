import { SourceFailure } from '../image-source.js';
import { Frontier } from './frontier.js';

const url = (n: number): string => `https://a.example/${n}`;
const drained = (frontier: Frontier): string[] => {
  const urls: string[] = [];
  for (let page = frontier.take(); page; page = frontier.take()) urls.push(page.url);
  return urls;
};

describe('Frontier', () => {
  it('goes breadth first through each page once, over any number of cursors', () => {
    let frontier = Frontier.of([url(1), url(2), url(1)], 100);
    const seen: string[] = [];
    for (let page = frontier.take(); page; page = frontier.take()) {
      seen.push(page.url);
      const n = Number(page.url.split('/').at(-1));
      if (page.depth < 2) for (const next of [n * 2, n * 2 + 1, 1]) frontier.add(url(next), page.depth + 1, 100);
      frontier = Frontier.fromCursor(frontier.toCursor());
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(url));
  });

  it('knows at most as many pages as it may, and keeps few characters', () => {
    const frontier = Frontier.of([url(1)], 3);
    for (let n = 2; n < 10; n++) frontier.add(url(n), 1, 3);
    expect(drained(frontier)).toEqual([1, 2, 3].map(url));
    const long = Frontier.of([], 1);
    for (let n = 0; n < 2_000; n++) long.add(`${url(n)}/${'x'.repeat(900)}`, 1, 2_000);
    expect(drained(long).join('').length).toBeLessThanOrEqual(200_000);
  });

  it('puts a page back behind the others', () => {
    const frontier = Frontier.of([url(1), url(2)], 9);
    const page = frontier.take();
    if (page) frontier.putBack(page);
    expect([frontier.take(), frontier.take()]).toEqual([
      { url: url(2), depth: 0, tries: 0 },
      { url: url(1), depth: 0, tries: 1 },
    ]);
  });

  it.each(['', 'x', '!!!', Buffer.from('{"k":1}').toString('base64url')])('refuses the cursor %j', (cursor) => {
    expect(() => Frontier.fromCursor(cursor)).toThrow(SourceFailure);
  });
});
