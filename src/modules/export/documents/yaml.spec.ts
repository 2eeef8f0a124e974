import { yaml } from './yaml.js';

describe('yaml', () => {
  it('writes nested lists and maps', () => {
    const value = {
      tags: ['a', 'b'],
      configs: [{ config_name: 'default', data_files: [{ split: 'train', path: 'train/**' }] }],
      count: 3,
      drop_labels: true,
      empty: [],
    };
    expect(yaml(value)).toBe(
      [
        'tags:',
        '  - "a"',
        '  - "b"',
        'configs:',
        '  -',
        '    config_name: "default"',
        '    data_files:',
        '      -',
        '        split: "train"',
        '        path: "train/**"',
        'count: 3',
        'drop_labels: true',
        'empty: []',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['no', '"no"'],
    ['null', '"null"'],
    ['1.0', '"1.0"'],
    ['a: b # c', '"a: b # c"'],
    ['"quoted"\\', String.raw`"\"quoted\"\\"`],
    ['two\nlines', String.raw`"two\nlines"`],
    ['\u0085\u2028\u007f', String.raw`"\u0085\u2028\u007f"`],
    ['\u732b', '"\u732b"'],
  ])('keeps the text %j a text', (text, written) => {
    expect(yaml({ value: text })).toBe(`value: ${written}\n`);
  });

  it.each(['0', 'no', 'on', 'y', 'true', 'a b'])('quotes the key %j', (key) => {
    expect(yaml({ [key]: 1 })).toBe(`"${key}": 1\n`);
  });
});
