import { extract } from 'tar-stream';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sha256Of } from '../archive/archive-entry.js';
import { CannotExport } from '../formats/export-format.js';
import { EXPORT_FORMATS, exportFormat } from '../formats/export-formats.js';
import { exportOf, filesOf, givenPicture, jsonLines, type GivenPicture } from './export.fixture.js';
import { READERS, samplesOf } from './read-back.fixture.js';

const formatOf = (name: string) => exportFormat(name) ?? EXPORT_FORMATS[0]!;
const THIRDS = { splits: { train: 0.5, validation: 0.25, test: 0.25 }, stratified: true };

const pets = async (perClass = 12): Promise<GivenPicture[]> =>
  Promise.all(
    ['cat', 'no', 'train'].flatMap((label) => Array.from({ length: perClass }, (_, n) => givenPicture(label, n))),
  );

/** One picture that two crawl jobs have, under two labels. */
async function twice(): Promise<GivenPicture[]> {
  const same = { sha256: sha256Of('same'), group: sha256Of('same') };
  return [await givenPicture('cat', 1, same), await givenPicture('dog', 1, same), await givenPicture('dog', 2)];
}

async function untarred(archive: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const reader = extract();
  Readable.from([archive]).pipe(reader);
  for await (const entry of reader) files.set(entry.header.name, await buffer(entry));
  return files;
}

describe.each(EXPORT_FORMATS)('$name', (format) => {
  it('gives the same bytes for the same pictures, and the same files as zip and tar', async () => {
    const [first, again] = [await exportOf(format, await pets(), THIRDS), await exportOf(format, await pets(), THIRDS)];
    expect(first.equals(again)).toBe(true);
    const zipped = await filesOf(format, await pets(), { ...THIRDS, archive: 'zip' });
    const tarred = await untarred(await exportOf(format, await pets(), { ...THIRDS, archive: 'tar' }));
    expect([...tarred.keys()]).toEqual([...zipped.keys()]);
    for (const [path, bytes] of tarred) expect(sha256Of(bytes)).toBe(sha256Of(zipped.get(path) ?? ''));
  });

  it('has a manifest of every picture, in order, that says where it lies', async () => {
    const files = await filesOf(format, await pets(), { ...THIRDS, archive: 'zip' });
    const manifest = jsonLines(files.get('manifest.jsonl'));
    expect(manifest).toHaveLength(36);
    const order = manifest.map((line) => String(line.source_sha256));
    expect(order).toEqual(order.toSorted());
    for (const line of manifest) expect(files.has(String(line.path))).toBe(true);
    const loose = manifest.filter((line) => line.member === '');
    for (const line of loose) expect(sha256Of(files.get(String(line.path)) ?? '')).toBe(line.sha256);
    expect(new Set(manifest.map((line) => line.split))).toEqual(new Set(['train', 'validation', 'test']));
  });

  it('is empty-handed without pictures', async () => {
    const gone = { ...(await givenPicture('cat', 1)), bytes: null };
    const options = { splits: { train: 1, validation: 0, test: 0 }, archive: 'zip', images: true };
    await expect(exportOf(format, [gone], options)).rejects.toThrow('There is no image left');
  });
});

describe('webdataset', () => {
  it('has even shards, and samples of the same four fields', async () => {
    const files = await filesOf(formatOf('webdataset'), await pets(7), { shard_size: 10 });
    const shards = [...files.keys()].filter((path) => path.endsWith('.tar'));
    expect(shards).toEqual(['train-000000.tar', 'train-000001.tar', 'train-000002.tar']);
    for (const path of shards) {
      const samples = await samplesOf(files.get(path) ?? Buffer.alloc(0));
      expect(samples).toHaveLength(7);
      for (const sample of samples) expect(Object.keys(sample)).toEqual(['cls', 'jpg', 'json', 'txt']);
    }
  });

  it('gives a picture of two classes two keys', async () => {
    const files = await filesOf(formatOf('webdataset'), await twice());
    const samples = await samplesOf(files.get('train-000000.tar') ?? Buffer.alloc(0));
    expect(samples.map(({ cls }) => String(cls)).sort()).toEqual(['0', '1', '1']);
  });
});

describe('coco', () => {
  it('numbers from 1, and annotates a picture of two classes twice', async () => {
    const files = await filesOf(formatOf('coco'), await twice());
    const document = JSON.parse(String(files.get('annotations/instances_train.json')));
    expect(document.categories.map((c: { id: number; name: string }) => [c.id, c.name])).toEqual([
      [1, 'cat'],
      [2, 'dog'],
    ]);
    expect(document.images.map((i: { id: number }) => i.id)).toEqual([1, 2]);
    const ids = document.annotations.map((a: { id: number; image_id: number }) => [a.id, a.image_id]);
    expect(ids).toHaveLength(3);
    expect(ids.map(([id]: number[]) => id)).toEqual([1, 2, 3]);
    expect(document.annotations[0]).toMatchObject({ bbox: [0, 0, 40, 30], area: 1200, segmentation: [], iscrowd: 0 });
    for (const image of document.images) expect(files.has(`train/${image.file_name}`)).toBe(true);
    expect(document.licenses).toEqual([{ id: 1, name: 'unknown', url: '' }]);
  });
});

describe('voc', () => {
  it('has JPEGs only, one list per split, and an object per class', async () => {
    const png = await (
      await import('sharp')
    )
      .default({ create: { width: 8, height: 6, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    const given = [...(await twice()), await givenPicture('cat', 5, { format: 'png', width: 8, height: 6 }, png)];
    const files = await filesOf(formatOf('voc'), given);
    const ids = String(files.get('VOCdevkit/VOC2012/ImageSets/Main/train.txt')).trimEnd().split('\n');
    expect(ids).toHaveLength(3);
    for (const id of ids)
      expect(files.get(`VOCdevkit/VOC2012/JPEGImages/${id}.jpg`)?.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect((await READERS.voc?.(files))?.map(({ label }) => label).sort()).toEqual(['cat', 'cat', 'dog', 'dog']);
    expect(String(files.get(`VOCdevkit/VOC2012/Annotations/${ids[0]}.xml`))).toContain('<xmin>1</xmin><ymin>1</ymin>');
  });
});

describe('yolo-cls', () => {
  it('has every class in every split', async () => {
    const files = await filesOf(formatOf('yolo-cls'), await pets(5));
    const folders = new Set([...files.keys()].flatMap((path) => /^(?:train|val)\/\w+(?=\/)/.exec(path) ?? []));
    expect([...folders].sort()).toEqual(
      ['cat', 'no', 'trainclass'].flatMap((name) => [`train/${name}`, `val/${name}`]).sort(),
    );
  });

  it('refuses what would shift the numbers of classes', async () => {
    const given = [...(await pets(5)), await givenPicture('lonely', 1)];
    const refused = filesOf(formatOf('yolo-cls'), given);
    await expect(refused).rejects.toThrow(CannotExport);
    await expect(refused).rejects.toThrow('No image falls into validation of "lonely" (1 image)');
    await expect(refused).rejects.toThrow(/Ask for fewer splits or leave these labels out$/);
    const unstratified = filesOf(formatOf('yolo-cls'), given, { stratified: false });
    await expect(unstratified).rejects.toThrow(/Ask for fewer splits, for stratified ones, or leave these labels out$/);
  });
});

describe('tables', () => {
  it.each([
    ['csv', /^file_name,label_id,split,bytes,label,/],
    ['jsonl', /^\{"file_name":"images\/cat\//],
    ['json', /^\{"title":"Pets: \\"all\\" of them",\n"classes":\["cat"\],\n"images":\[\n\{/],
    ['yaml', /^title: "Pets: \\"all\\" of them"\nnames:\n {2}0: "cat"\nimages:\n {2}-\n {4}file_name: "images\/cat\//],
  ])('%s is one file by default', async (name, start) => {
    expect(String(await exportOf(formatOf(name), [await givenPicture('cat', 1)]))).toMatch(start);
  });

  it.each(['csv', 'jsonl', 'json', 'yaml', 'txt'])('%s holds the pictures when asked to', async (name) => {
    const given = await pets(2);
    const files = await filesOf(formatOf(name), given, { archive: 'zip', images: true });
    const pictures = [...files.keys()].filter((path) => path.startsWith('images/'));
    expect(pictures.map((path) => sha256Of(files.get(path) ?? '')).sort()).toEqual(
      given.map(({ bytes }) => sha256Of(bytes ?? '')).sort(),
    );
  });

  it('csv leaves texts alone when told to', async () => {
    const given = [await givenPicture('cat', 1, { title: '=1+1' })];
    expect(String(await exportOf(formatOf('csv'), given))).toContain(",'=1+1,");
    expect(String(await exportOf(formatOf('csv'), given, { spreadsheet_safe: false }))).toContain(',=1+1,');
  });
});
