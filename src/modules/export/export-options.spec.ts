import 'reflect-metadata';
import { checkedOptions, storedOptions } from './export-options.js';
import { imagefolder } from './formats/imagefolder.js';

const DEFAULTS = {
  archive: 'zip',
  splits: { train: 1, validation: 0, test: 0 },
  seed: 0,
  include_duplicates: true,
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

  it('matches the schema that clients get', () => {
    const defaults = Object.entries(imagefolder.schema.properties).map(([name, property]) => [name, property.default]);
    expect(Object.fromEntries(defaults)).toEqual(DEFAULTS);
  });
});
