import { setImmediate } from 'node:timers/promises';
import type { ExportImage } from './formats/export-format.js';
import { readAhead } from './read-ahead.js';

function image(n: number, read: () => Promise<Buffer | null>): ExportImage {
  return {
    label: 'cat',
    labels: ['cat'],
    sha256: String(n),
    stored_sha256: String(n),
    group: String(n),
    format: 'jpeg',
    width: 1,
    height: 1,
    source: 'google',
    original_url: 'https://example.org',
    page_url: null,
    title: null,
    creator: null,
    license: null,
    license_url: null,
    attribution: null,
    phash: '0000000000000000',
    is_duplicate: false,
    downloaded_at: new Date(0),
    read,
  };
}

describe('readAhead', () => {
  it('keeps the order and never has more than its depth unread', async () => {
    let begun = 0;
    let taken = 0;
    let most = 0;
    async function* images() {
      for (let n = 0; n < 20; n++) {
        yield image(n, async () => {
          begun += 1;
          most = Math.max(most, begun - taken);
          await setImmediate();
          return Buffer.from([n]);
        });
      }
    }
    const seen: number[] = [];
    for await (const ahead of readAhead(images(), 3)) {
      seen.push((await ahead.read())?.[0] ?? -1);
      taken += 1;
    }
    expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(most).toBe(3);
  });

  it('tells of a failed read only who reads it', async () => {
    const all: ExportImage[] = [];
    for await (const ahead of readAhead(oneGood(), 2)) all.push(ahead);
    const [first, second] = all;
    expect(String(await first?.read())).toBe('fine');
    await setImmediate();
    await expect(second?.read()).rejects.toThrow('unreadable');
  });
});

async function unreadable(): Promise<Buffer> {
  throw new Error('unreadable');
}

async function* oneGood(): AsyncGenerator<ExportImage> {
  yield image(0, async () => Buffer.from('fine'));
  yield image(1, unreadable);
}
