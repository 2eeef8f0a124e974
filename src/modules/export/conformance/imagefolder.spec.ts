import sharp from 'sharp';
import { sha256Of } from '../archive/archive-entry.js';
import { exportOf, filesOf, givenPicture, jsonLines, type GivenPicture } from './export.fixture.js';
import { imagefolder } from '../formats/imagefolder.js';

const LABELS = ['Great Dane', 'no', 'test', '\u732b'];

const pictures = async (perLabel = 5): Promise<GivenPicture[]> =>
  Promise.all(LABELS.flatMap((label) => Array.from({ length: perLabel }, (_, n) => givenPicture(label, n))));

const records = (files: Map<string, Buffer>, split = 'train') => jsonLines(files.get(`${split}/metadata.jsonl`));

describe('imagefolder', () => {
  it('puts every picture where its metadata says, under a safe folder per label', async () => {
    const given = await pictures();
    const files = await filesOf(imagefolder, given);
    const paths = [...files.keys()].filter((path) => path.endsWith('.jpg'));
    const described = records(files);
    expect(paths).toHaveLength(20);
    expect(described.map(({ file_name: name }) => `train/${String(name)}`)).toEqual(paths);
    const folders = new Map(described.map(({ label, file_name: name }) => [label, String(name).split('/')[0]]));
    expect(Object.fromEntries(folders)).toEqual({
      'Great Dane': 'Great_Dane',
      no: 'no',
      test: 'testclass',
      '\u732b': expect.stringMatching(/^class_[0-9a-f]{8}$/),
    });
    const bytesOf = new Map(given.map(({ row, bytes }) => [row.sha256, bytes]));
    for (const { file_name: name, source_sha256: id } of described)
      expect(files.get(`train/${String(name)}`)).toEqual(bytesOf.get(String(id)));
  });

  it('keeps one type per column, whatever is unknown', async () => {
    const known = {
      title: '2026-01-01',
      creator: 'A',
      license: 'CC-BY-4.0',
      license_url: 'https://x',
      page_url: 'https://y',
    };
    const rows = records(await filesOf(imagefolder, [...(await pictures(2)), await givenPicture('no', 9, known)]));
    const types = rows.map((row) => Object.entries(row).map(([key, value]) => [key, typeof value]));
    for (const row of types) expect(row).toEqual(types[0]);
    expect(rows.find((row) => row.title !== '')).toMatchObject({
      retrieved_at: '2026-01-02T03:04:05Z',
      title: '2026-01-01',
      phash: '00ff00ff00ff00ff',
      attribution: '"2026-01-01" by A, CC-BY-4.0 (https://x), via google (https://y)',
    });
  });

  it('lists a checksum that holds for every other file', async () => {
    const files = await filesOf(imagefolder, await pictures(2), {
      splits: { train: 0.5, validation: 0.25, test: 0.25 },
    });
    const sums = String(files.get('SHA256SUMS')).trimEnd().split('\n');
    expect(sums.map((line) => line.slice(66)).sort()).toEqual(
      [...files.keys()].filter((path) => path !== 'SHA256SUMS').sort(),
    );
    for (const line of sums) expect(sha256Of(files.get(line.slice(66)) ?? '')).toBe(line.slice(0, 64));
  });

  it('keeps near duplicates in one split', async () => {
    const given = (await pictures(50)).map(({ row, bytes }, n) => ({
      row: { ...row, group: `group ${n % 20}` },
      bytes,
    }));
    const files = await filesOf(imagefolder, given, { splits: { train: 0.5, validation: 0, test: 0.5 }, seed: 3 });
    const groupOf = new Map(given.map(({ row }) => [row.sha256, row.group]));
    const groups = (split: string) =>
      new Set(records(files, split).map((row) => groupOf.get(String(row.source_sha256))));
    const inTest = groups('test');
    expect([...groups('train')].filter((group) => inTest.has(group))).toEqual([]);
    expect(groups('train').size + groups('test').size).toBe(20);
    expect(files.has('validation/metadata.jsonl')).toBe(false);
  });

  it('puts all labels into one folder when only the metadata shall say them', async () => {
    const same = { sha256: sha256Of('same') }; // one picture collected for two labels by two crawl jobs
    const given = [await givenPicture('no', 1, same), await givenPicture('test', 1, same)];
    const files = await filesOf(imagefolder, given, { labels: 'metadata' });
    expect(records(files).map((row) => row.label)).toEqual(['no', 'test']);
    expect([...files.keys()].filter((path) => path.endsWith('.jpg'))).toEqual([
      expect.stringMatching(/^train\/images\/no_[0-9a-f]{32}\.jpg$/),
      expect.stringMatching(/^train\/images\/testclass_[0-9a-f]{32}\.jpg$/),
    ]);
  });

  it('says in the card what the Hub asks for', async () => {
    const card = String((await filesOf(imagefolder, await pictures(1))).get('README.md'));
    expect(card).toMatch(/^---\nlicense: "unknown"\npretty_name: "Pets: \\"all\\" of them"\n/);
    expect(card).toContain('size_categories:\n  - "n<1K"\n');
    expect(card).toContain('        path: "train/**"\n    drop_labels: true\n');
    expect(card).not.toContain('validation/**');
    expect(card).toContain('| no | 1 | 1 |');
  });

  it('makes no formula out of a title', async () => {
    const files = await filesOf(imagefolder, [await givenPicture('no', 1, { title: '=HYPERLINK("http://evil")' })]);
    expect(String(files.get('ATTRIBUTION.csv'))).toContain(`,"'=HYPERLINK(""http://evil"")",`);
  });

  it('makes pictures smaller, and those that loaders cannot read JPEG, and leaves others alone', async () => {
    const create = { width: 64, height: 32, channels: 4 as const, background: { r: 9, g: 9, b: 9, alpha: 0.5 } };
    const avif = await sharp({ create }).avif().toBuffer();
    const png = await sharp({ create: { ...create, width: 20, height: 10 } })
      .png()
      .toBuffer();
    const given = [
      await givenPicture('no', 1, { format: 'avif', width: 64, height: 32 }, avif),
      await givenPicture('no', 2, { format: 'png', width: 20, height: 10 }, png),
      await givenPicture('no', 3),
    ];
    const files = await filesOf(imagefolder, given, { image: { format: 'original', max_side: 32, quality: 80 } });
    const rows = new Map(records(files).map((row) => [row.source_sha256, row]));
    const rowOf = (n: number) => rows.get(given[n]?.row.sha256);
    expect(rowOf(0)).toMatchObject({ width: 32, height: 16, file_name: expect.stringMatching(/\.jpg$/) });
    expect(rowOf(1)).toMatchObject({ width: 20, height: 10, sha256: sha256Of(png) });
    expect(rowOf(2)).toMatchObject({ width: 32, height: 24 });
    for (const row of rows.values()) {
      const bytes = files.get(`train/${String(row.file_name)}`) ?? Buffer.alloc(0);
      expect(sha256Of(bytes)).toBe(row.sha256);
      expect(await sharp(bytes).metadata()).toMatchObject({ width: row.width, height: row.height });
    }
  });

  it('gives the same bytes for the same pictures, as tar too', async () => {
    for (const archive of ['zip', 'tar']) {
      const options = { splits: { train: 0.8, validation: 0.1, test: 0.1 }, archive };
      const [first, second] = [await pictures(), await pictures()];
      expect((await exportOf(imagefolder, first, options)).equals(await exportOf(imagefolder, second, options))).toBe(
        true,
      );
    }
  });

  it('leaves out what was taken down meanwhile, and fails when nothing is left', async () => {
    const gone = { ...(await givenPicture('no', 2)), bytes: null };
    const files = await filesOf(imagefolder, [await givenPicture('no', 1), gone]);
    expect(records(files)).toHaveLength(1);
    await expect(filesOf(imagefolder, [gone])).rejects.toThrow(
      'There is no image left to export: of 1, 1 taken down meanwhile',
    );
  });
});
