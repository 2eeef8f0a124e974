import * as fc from 'fast-check';
import { lines } from './lines.js';
import { manifestDiff, type ManifestChange, type ManifestImage } from './manifest-diff.js';

const image = (key: string, change: object = {}): ManifestImage => ({
  source_sha256: key,
  label: 'cat',
  path: 'a',
  split: 'train',
  ...change,
});

async function* linesOf(images: ManifestImage[]) {
  const sorted = images.toSorted((a, b) =>
    `${a.source_sha256} ${a.label}` < `${b.source_sha256} ${b.label}` ? -1 : 1,
  );
  for (const each of sorted) yield JSON.stringify(each);
}

async function diff(from: ManifestImage[], to: ManifestImage[]): Promise<ManifestChange[]> {
  const changes: ManifestChange[] = [];
  for await (const change of manifestDiff(linesOf(from), linesOf(to))) changes.push(change);
  return changes;
}

describe('manifestDiff', () => {
  it('tells what was added, removed and changed, in order, and the counts', async () => {
    const from = [image('1'), image('2'), image('3'), image('5')];
    const to = [image('0'), image('2', { path: 'b' }), image('3', { split: 'test', license: 'MIT' }), image('9')];
    expect(await diff(from, to)).toEqual([
      { change: 'added', image: image('0') },
      { change: 'removed', image: image('1') },
      { change: 'changed', fields: ['split', 'license'], from: image('3'), to: to[2] },
      { change: 'removed', image: image('5') },
      { change: 'added', image: image('9') },
      { change: 'summary', added: 2, removed: 2, changed: 1, unchanged: 1 },
    ]);
  });

  it('takes an image of two labels for two', async () => {
    const changes = await diff([image('1'), image('1', { label: 'dog' })], [image('1', { label: 'dog' })]);
    expect(changes[0]).toEqual({ change: 'removed', image: image('1') });
    expect(changes).toHaveLength(2);
  });

  it('agrees with sets', async () => {
    const keys = fc.uniqueArray(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(keys, keys, async (before, after) => {
        const changes = await diff(
          before.map((key) => image(key)),
          after.map((key) => image(key)),
        );
        expect(changes.at(-1)).toEqual({
          change: 'summary',
          added: after.filter((key) => !before.includes(key)).length,
          removed: before.filter((key) => !after.includes(key)).length,
          changed: 0,
          unchanged: before.filter((key) => after.includes(key)).length,
        });
      }),
    );
  });
});

describe('lines', () => {
  it('parts text at line feeds only, however it is cut', async () => {
    const texts = fc.array(fc.string({ unit: 'binary' }).map((text) => text.replace(/[\n\p{Surrogate}]/gu, '\u2028')));
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), async (given, size) => {
        const bytes = Buffer.from(given.map((text) => `${text}\n`).join(''));
        async function* chunks() {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        }
        const read: string[] = [];
        for await (const line of lines(chunks())) read.push(line);
        expect(read).toEqual(given);
      }),
    );
  });
});
