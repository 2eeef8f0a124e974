import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { fetch } from 'undici';
import { startLab, type Lab } from './lab.js';
import { SERPER_KEY } from './sources/serper.js';

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ faults: 'default' });
});
afterAll(() => lab.stop());

/** Addresses of the original photographs of one Openverse or Serper search. */
async function photographs(source: 'openverse' | 'serper', keyword: string): Promise<string[]> {
  const openverse = `${lab.url}/openverse/v1/images/?q=${keyword}&page_size=200`;
  const answer =
    source === 'openverse'
      ? await fetch(openverse, { headers: { authorization: `Bearer ${lab.openverseToken}` } })
      : await fetch(`${lab.url}/serper/images`, {
          method: 'POST',
          headers: { 'x-api-key': SERPER_KEY },
          body: JSON.stringify({ q: keyword, num: 100 }),
        });
  const body: { results?: { url: string }[]; images?: { imageUrl: string }[] } = JSON.parse(await answer.text());
  const urls = body.results?.map(({ url }) => url) ?? body.images?.map(({ imageUrl }) => imageUrl) ?? [];
  return urls.filter((url) => url.endsWith('.jpg') && !url.includes('~v'));
}

/** Digest of a whole, decodable photograph, after at most two tries; null for anything else. */
async function take(url: string): Promise<string | null> {
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(3000) });
      if (answer.status === 404) return null;
      if (!answer.ok || Number(answer.headers.get('content-length')) > 25_000_000) continue;
      const bytes = Buffer.from(await answer.arrayBuffer());
      const { info } = await sharp(bytes, { failOn: 'truncated' }).raw().toBuffer({ resolveWithObject: true });
      if (info.width > 64) return createHash('sha256').update(bytes).digest('hex');
    } catch {
      // Cut, truncated, looping or no picture at all: one of the lab's faults.
    }
  }
  return null;
}

it('gives a crawler most of the photographs of the two keywords of the demo, some of them twice', async () => {
  const lists = await Promise.all(
    (['openverse', 'serper'] as const).flatMap((source) => [
      photographs(source, 'vegetable'),
      photographs(source, 'seafood'),
    ]),
  );
  const urls = [...new Set(lists.flat())];
  // Each of the two holds half, and half of that is the same.
  expect(lists.flat().length - urls.length).toBeGreaterThan(50);
  expect(urls.length).toBeGreaterThan(180);
  const digests = await Promise.all(urls.map(take));
  const whole = digests.filter((digest) => digest !== null);
  expect(whole.length).toBeGreaterThan(urls.length * 0.9);
  expect(whole.length).toBeLessThan(urls.length);
}, 20_000);
