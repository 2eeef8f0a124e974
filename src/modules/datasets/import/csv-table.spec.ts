import { csvTable } from './csv-table.js';

async function read(text: string, size: number): Promise<[number, ...string[]][]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
  }
  const records: [number, ...string[]][] = [];
  for await (const { line, cells } of csvTable(pieces())) records.push([line, ...cells]);
  return records;
}

describe.each([1, 3, 1000])('in pieces of %i characters', (size) => {
  it.each<[string, [number, ...string[]][]]>([
    ['', []],
    ['a,b', [[1, 'a', 'b']]],
    [
      'a,b\r\nc,d\r\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'a\n\n\r\nb\n',
      [
        [1, 'a'],
        [4, 'b'],
      ],
    ],
    [
      '"a,""b""",\n,',
      [
        [1, 'a,"b"', ''],
        [2, '', ''],
      ],
    ],
    [
      '"two\nlines",x\ny',
      [
        [1, 'two\nlines', 'x'],
        [3, 'y'],
      ],
    ],
    ['""\n', [[1, '']]],
    ['a"b,c', [[1, 'a"b', 'c']]],
  ])('%j is %j', async (text, records) => {
    expect(await read(text, size)).toEqual(records);
  });

  it('a quote that never ends is told with its line', async () => {
    await expect(read('a\n"b\nc', size)).rejects.toThrow('line 2');
  });
});
