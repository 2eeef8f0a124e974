import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { entryOf, sha256Of } from '../archive/archive-entry.js';
import { zip } from '../archive/zip-writer.js';
import { examine } from '../doctor/examine.js';
import { EXPORT_FORMATS, exportFormat } from '../formats/export-formats.js';
import { exportOf, filesOf, givenPicture, type GivenPicture } from './export.fixture.js';

type Files = Map<string, Buffer>;

const HOSTILE = [
  'cat',
  'no',
  'train',
  '\u202eevil\u0000',
  '../x',
  '=1+1',
  'a\nb',
  '"<&>',
  '\u732b',
  'n'.repeat(10_000),
];
const pets = async (labels = ['cat', 'no']): Promise<GivenPicture[]> =>
  Promise.all(
    labels.flatMap((label) =>
      [1, 2, 3, 4].map((n) => givenPicture(label, n, n === 2 ? { title: label, creator: label } : {})),
    ),
  );
const HALVES = { splits: { train: 0.5, validation: 0.5, test: 0 }, stratified: true };

const examined = (bytes: Buffer, format: string, images: number, file: string | null = null): Promise<string[]> => {
  const read = async (start: number, length: number) => bytes.subarray(start, start + length);
  return examine({ size: bytes.length, read }, { format, images, file });
};

/** An archive of eight pictures, changed, with sums that fit again. */
async function changed(format: string, change: (files: Files) => void): Promise<string[]> {
  const files = await filesOf(exportFormat(format) ?? EXPORT_FORMATS[0]!, await pets(), { ...HALVES, archive: 'zip' });
  change(files);
  files.delete('SHA256SUMS');
  const sums = [...files].map(([path, bytes]) => `${sha256Of(bytes)}  ${path}\n`).join('');
  files.set('SHA256SUMS', Buffer.from(sums));
  const bytes = Buffer.concat(await Array.fromAsync(zip([...files].map(([path, body]) => entryOf(path, body)))));
  return examined(bytes, format, 8).catch((error: Error) => [`unreadable: ${error.message}`]);
}

const edit = (path: string, from: string | RegExp, to: string) => (files: Files) =>
  files.set(path, Buffer.from(String(files.get(path) ?? '').replace(from, to)));
const rename = (from: RegExp, to: string) => (files: Files) => {
  const all = [...files];
  files.clear();
  for (const [path, bytes] of all) files.set(path.replace(from, to), bytes);
};
const remove = (pattern: RegExp) => (files: Files) => {
  for (const path of [...files.keys()].filter((name) => pattern.test(name))) files.delete(path);
};

describe('examine', () => {
  describe.each(EXPORT_FORMATS)('$name', ({ name }) => {
    const format = exportFormat(name) ?? EXPORT_FORMATS[0]!;

    it.each(['zip', 'tar'])('finds nothing wrong with a %s, whatever its classes are called', async (archive) => {
      const given = await pets(HOSTILE);
      expect(await examined(await exportOf(format, given, { ...HALVES, archive }), name, given.length)).toEqual([]);
    });

    it('tells a picture too few', async () => {
      const given = await pets();
      const bytes = await exportOf(format, given, { archive: 'zip', splits: { train: 1, validation: 0, test: 0 } });
      expect(await examined(bytes, name, 9)).toContain('The manifest has 8 images instead of 9');
    });
  });

  it.each(['csv', 'jsonl', 'json', 'yaml'])('reads a lone %s', async (name) => {
    const bytes = await exportOf(exportFormat(name) ?? EXPORT_FORMATS[0]!, await pets(HOSTILE));
    expect(await examined(bytes, name, 40, `images.${name}`)).toEqual([]);
    expect(await examined(bytes, name, 41, `images.${name}`)).toEqual([`images.${name} has 40 rows instead of 41`]);
  });

  it.each(['csv', 'jsonl', 'json', 'yaml'])('reads a long %s to its end', async (name) => {
    const given = await Promise.all(
      Array.from({ length: 120 }, (_, n) => givenPicture('"no": x', n, { title: '\u0085- y' })),
    );
    const bytes = await exportOf(exportFormat(name) ?? EXPORT_FORMATS[0]!, given);
    expect(await examined(bytes, name, 120, `images.${name}`)).toEqual([]);
  });

  it.each<[string, string, (files: Files) => unknown, string]>([
    ['imagefolder', 'a class called as a split', rename(/\/cat\//, '/train/'), 'The folder "train" would be taken'],
    [
      'imagefolder',
      'metadata of two kinds',
      (f) => f.set('train/metadata.csv', Buffer.from('x')),
      'train/metadata.csv does not',
    ],
    ['imagefolder', 'null in a column', edit('train/metadata.jsonl', '"title":""', '"title":null'), 'without a value'],
    [
      'imagefolder',
      'a column of two types',
      edit('train/metadata.jsonl', '"title":""', '"title":1'),
      'different columns',
    ],
    ['imagefolder', 'a row too few', edit('train/metadata.jsonl', /.*\n/, ''), 'tell of other images in train'],
    [
      'imagefolder',
      'another label',
      edit('train/metadata.jsonl', '"label":"no"', '"label":"cat"'),
      'tell of other images in train',
    ],
    ['imagefolder', 'a picture too few', remove(/^train\/cat\/.*jpg$/), 'does not hold the images'],
    ['imagefolder', 'a card that is no YAML', edit('README.md', 'license:', 'license: ['), 'unreadable'],
    ['webdataset', 'an empty shard', (f) => f.set('train-000000.tar', Buffer.alloc(1024)), 'train-000000.tar is empty'],
    ['webdataset', 'a shard missing', rename(/^train-000000/, 'train-000001'), 'not numbered from 0'],
    ['hf-parquet', 'a shard missing', rename(/00000-of-00001/, '00000-of-00002'), 'not numbered from 0'],
    [
      'hf-parquet',
      'half a shard',
      (f) => f.set('data/train-00000-of-00001.parquet', Buffer.from('PAR1')),
      'unreadable',
    ],
    ['coco', 'ids that come twice', edit('annotations/instances_train.json', '"id":2', '"id":1'), 'image ids'],
    ['coco', 'no annotation', edit('annotations/instances_train.json', /\{"id":1,"image_id":1.*\n/, ''), 'annotation'],
    [
      'coco',
      'an annotation of nothing',
      edit('annotations/instances_train.json', /"image_id":\d+/, '"image_id":99'),
      'of no image',
    ],
    [
      'coco',
      'a missing category',
      edit('annotations/instances_train.json', /"category_id":\d/, '"category_id":9'),
      'no category',
    ],
    ['yolo-cls', 'a class missing in val', remove(/^val\/cat/), 'The class "cat" is missing in val'],
    ['yolo-cls', 'a file beside the classes', (f) => f.set('train/x.txt', Buffer.from('x')), 'does not belong'],
    ['voc', 'an annotation too few', remove(/Annotations\/.*xml$/), 'as many annotations'],
    ['csv', 'a row cut', edit('images.csv', /,[^,]*\r\n$/, '\r\n'), 'unreadable'],
    ['csv', 'a row too few', edit('images.csv', /(.*\r\n).*\r\n/, '$1'), 'tell of other images'],
    ['json', 'no end', edit('images.json', ']}\n', ''), 'unreadable: The document has no end'],
    ['yaml', 'an open quote', edit('images.yaml', /split: "(\w+)"/, 'split: "$1'), 'unreadable'],
    ['txt', 'a number without a class', edit('train.txt', / \d\n/, ' 7\n'), 'Class 7 is not in classes.txt'],
    ['txt', 'an address too few', edit('train_urls.txt', /.*\n/, ''), 'train_urls.txt has'],
  ])('%s: tells %s', async (format, _, change, finding) => {
    expect((await changed(format, change)).join('\n')).toContain(finding);
  });

  it.each<[string, string[], string]>([
    ['dots in keys', ['a.b.jpg', 'a.b.cls'], 'keys must not have dots'],
    ['samples torn apart', ['a.jpg', 'b.jpg', 'a.cls', 'b.cls'], 'do not lie side by side'],
    ['samples of other files', ['a.cls', 'a.jpg', 'b.jpg'], 'samples have different files (cls jpg; jpg)'],
    ['a field that comes twice', ['a.jpg', 'a.jpg'], 'has two files jpg'],
    ['names that readers skip', ['__a__/b.jpg'], 'readers would skip'],
    ['a class that is no number', ['a.jpg', 'a.cls'], 'a class that is no number'],
  ])('webdataset: tells %s', async (_, names, finding) => {
    const shard = pack();
    for (const name of names) shard.entry({ name }, 'x');
    shard.finalize();
    const bytes = await buffer(shard);
    expect((await changed('webdataset', (files) => files.set('train-000000.tar', bytes))).join('\n')).toContain(
      finding,
    );
  });
});
