import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { fromBufferPromise } from 'yauzl';
import { zip } from '../archive/zip-writer.js';
import { NothingToExport, type ExportContent, type ExportImage } from './export-format.js';
import { ImagefolderOptionsDto } from './imagefolder-options.dto.js';
import { imagefolder } from './imagefolder.js';

const LABELS = ['Great Dane', 'no', 'test', '\u732b'];
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const jpeg = await sharp({ create: { width: 4, height: 3, channels: 3, background: '#a00' } })
  .jpeg()
  .toBuffer();

function image(label: string, n: number, change: Partial<ExportImage> = {}): ExportImage {
  return {
    label,
    labels: [label],
    sha256: sha256(`${label} ${n}`),
    stored_sha256: sha256(jpeg),
    group: sha256(`${label} ${n}`),
    format: 'jpeg',
    width: 4,
    height: 3,
    source: 'google',
    original_url: `https://example.org/${n}.jpg`,
    page_url: null,
    title: null,
    creator: null,
    license: null,
    license_url: null,
    attribution: null,
    phash: '00ff00ff00ff00ff',
    is_duplicate: false,
    downloaded_at: new Date('2026-01-02T03:04:05.678Z'),
    read: async () => jpeg,
    ...change,
  };
}

const pictures = (perLabel = 5): ExportImage[] =>
  LABELS.flatMap((label) => Array.from({ length: perLabel }, (_, n) => image(label, n)));

async function exported(
  images: ExportImage[],
  options: Partial<ImagefolderOptionsDto> = {},
): Promise<Map<string, Buffer>> {
  return unpacked(await archived(images, options));
}

async function archived(images: ExportImage[], options: Partial<ImagefolderOptionsDto> = {}): Promise<Buffer> {
  async function* each() {
    yield* images;
  }
  const content: ExportContent = { title: 'Pets: "all" of them', labels: LABELS, images: each() };
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip(imagefolder.entries(content, { ...new ImagefolderOptionsDto(), ...options }))) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpacked(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const file = await fromBufferPromise(archive);
  for await (const entry of file.eachEntry()) {
    expect(files.has(entry.fileName)).toBe(false);
    files.set(entry.fileName, Buffer.concat(await (await file.openReadStreamPromise(entry)).toArray()));
  }
  return files;
}

const records = (files: Map<string, Buffer>, split = 'train'): Record<string, unknown>[] =>
  String(files.get(`${split}/metadata.jsonl`))
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));

describe('imagefolder', () => {
  it('puts every picture into the folder of its label and describes it', async () => {
    const files = await exported(pictures());
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
    for (const path of paths) expect(files.get(path)).toEqual(jpeg);
  });

  it('keeps one type per column, whatever is unknown', async () => {
    const known = {
      title: '2026-01-01',
      creator: 'A',
      license: 'CC-BY-4.0',
      license_url: 'https://x',
      page_url: 'https://y',
    };
    const rows = records(await exported([...pictures(2), image('no', 9, known)]));
    const types = rows.map((row) => Object.entries(row).map(([key, value]) => [key, typeof value]));
    for (const row of types) expect(row).toEqual(types[0]);
    expect(rows.at(-1)).toMatchObject({
      retrieved_at: '2026-01-02T03:04:05Z',
      title: '2026-01-01',
      phash: '00ff00ff00ff00ff',
    });
    expect(rows.at(-1)?.attribution).toBe('"2026-01-01" by A, CC-BY-4.0 (https://x), via google (https://y)');
  });

  it('lists a checksum that holds for every other file', async () => {
    const files = await exported(pictures(2), { splits: { train: 0.5, validation: 0.25, test: 0.25 } });
    const sums = String(files.get('SHA256SUMS')).trimEnd().split('\n');
    expect(sums.map((line) => line.slice(66)).sort()).toEqual(
      [...files.keys()].filter((path) => path !== 'SHA256SUMS').sort(),
    );
    for (const line of sums) expect(sha256(files.get(line.slice(66)) ?? '')).toBe(line.slice(0, 64));
  });

  it('keeps near duplicates in one split', async () => {
    const images = pictures(50).map((picture, n) => ({ ...picture, group: `group ${n % 20}` }));
    const files = await exported(images, { splits: { train: 0.5, validation: 0, test: 0.5 }, seed: 3 });
    const groupOf = new Map(images.map((picture) => [picture.sha256, picture.group]));
    const groups = (split: string) =>
      new Set(records(files, split).map((row) => groupOf.get(String(row.source_sha256))));
    const inTest = groups('test');
    expect([...groups('train')].filter((group) => inTest.has(group))).toEqual([]);
    expect(groups('train').size + groups('test').size).toBe(20);
    expect(files.has('validation/metadata.jsonl')).toBe(false);
  });

  it('puts all labels into one folder when only the metadata shall say them', async () => {
    const same = { sha256: sha256('same') }; // one picture collected for two labels by two crawl jobs
    const files = await exported([image('no', 1, same), image('test', 1, same)], { labels: 'metadata' });
    expect(records(files).map((row) => row.label)).toEqual(['no', 'test']);
    expect([...files.keys()].filter((path) => path.endsWith('.jpg'))).toEqual([
      expect.stringMatching(/^train\/images\/no_[0-9a-f]{32}\.jpg$/),
      expect.stringMatching(/^train\/images\/testclass_[0-9a-f]{32}\.jpg$/),
    ]);
  });

  it('says in the card what the Hub asks for', async () => {
    const card = String((await exported(pictures(1))).get('README.md'));
    expect(card).toMatch(/^---\nlicense: "unknown"\npretty_name: "Pets: \\"all\\" of them"\n/);
    expect(card).toContain('size_categories:\n  - "n<1K"\n');
    expect(card).toContain('        path: "train/**"\n    drop_labels: true\n');
    expect(card).toContain('| no | no/ |');
  });

  it('makes no formula out of a title', async () => {
    const files = await exported([image('no', 1, { title: '=HYPERLINK("http://evil")' })]);
    expect(String(files.get('ATTRIBUTION.csv'))).toContain(`,"'=HYPERLINK(""http://evil"")",`);
  });

  it('gives the same bytes for the same pictures', async () => {
    const options = { splits: { train: 0.8, validation: 0.1, test: 0.1 } };
    expect((await archived(pictures(), options)).equals(await archived(pictures(), options))).toBe(true);
  });

  it('leaves out what was taken down meanwhile, and fails when nothing is left', async () => {
    const gone = { read: async () => null };
    const files = await exported([image('no', 1), image('no', 2, gone)]);
    expect(records(files)).toHaveLength(1);
    await expect(exported([image('no', 1, gone)])).rejects.toThrow(NothingToExport);
  });
});
