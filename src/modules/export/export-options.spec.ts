import { checkedOptions } from './export-options.js';
import { EXPORT_FORMATS } from './formats/export-formats.js';
import { imagefolder } from './formats/imagefolder.js';
import { storedOptions } from './options/stored-options.js';

const DEFAULTS = {
  archive: 'zip',
  splits: { train: 1, validation: 0, test: 0 },
  seed: 0,
  stratified: false,
  include_duplicates: true,
  include_invalid: false,
  licenses: null,
  only_labels: null,
  max_per_class: null,
  class_names: {},
  image: { format: 'original', max_side: null, quality: 90 },
  labels: 'folder',
};

describe('checkedOptions', () => {
  it.each([
    [{}, {}],
    [
      { labels: 'metadata', seed: 7 },
      { labels: 'metadata', seed: 7 },
    ],
    [{ splits: { train: 0.9, test: 0.1 } }, { splits: { train: 0.9, validation: 0, test: 0.1 } }],
    [{ splits: { train: 0.7, validation: 0.2, test: 0.1 } }, { splits: { train: 0.7, validation: 0.2, test: 0.1 } }],
  ])('%j with the defaults of the rest', async (given, changed) => {
    const options = await checkedOptions(imagefolder, given);
    expect(JSON.parse(JSON.stringify(options))).toEqual({ ...DEFAULTS, ...changed });
    expect(storedOptions(imagefolder, JSON.parse(JSON.stringify(options)))).toEqual(options);
  });

  it('gives a stored row that lacks newer options their defaults', () => {
    expect(JSON.parse(JSON.stringify(storedOptions(imagefolder, { seed: 3 })))).toEqual({ ...DEFAULTS, seed: 3 });
  });

  it.each(EXPORT_FORMATS)('has the defaults of $name that clients are told of', (format) => {
    const told = Object.entries(format.schema.properties).map(([name, property]) => [name, property.default]);
    expect(JSON.parse(JSON.stringify(storedOptions(format, {})))).toEqual(Object.fromEntries(told));
  });

  it.each([
    [{ licenses: [] }, '/licenses'],
    [{ licenses: ['free'] }, '/licenses'],
    [{ licenses: ['open', 'open'] }, '/licenses'],
    [{ only_labels: ['a\u0000'] }, '/only_labels'],
    [{ only_labels: [7] }, '/only_labels'],
    [{ max_per_class: 0 }, '/max_per_class'],
    [{ max_per_class: 'least' }, '/max_per_class'],
    [{ class_names: [] }, '/class_names'],
    [{ class_names: { cat: '' } }, '/class_names'],
    [{ class_names: { cat: 'a\u202eb' } }, '/class_names'],
    [{ class_names: { 'c\u0000at': 'cat' } }, '/class_names'],
    [{ image: null }, '/image'],
    [{ image: { format: 'gif' } }, '/image/format'],
    [{ image: { max_side: 1.5 } }, '/image/max_side'],
    [{ image: { quality: 101 } }, '/image/quality'],
    [{ image: { size: 9 } }, '/image/size'],
    [{ shard_size: 10 }, '/shard_size'],
  ])('refuses %j', async (given, pointer) => {
    const refused = await checkedOptions(imagefolder, given).catch((error: unknown) => error);
    expect(refused).toMatchObject({ errors: [{ pointer: `/export_options${pointer}` }] });
  });

  it('takes what narrows the selection', async () => {
    const given = {
      licenses: ['open', 'CC-BY-NC-4.0', 'unknown'],
      only_labels: ['cat'],
      max_per_class: 'smallest',
      class_names: { cat: 'feline' },
      image: { format: 'webp', max_side: 512, quality: 80 },
    };
    expect(await checkedOptions(imagefolder, given)).toMatchObject(given);
  });
});
