import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { ContentTooLarge } from '../../../common/problem/request.problems.js';
import { BadList } from './bad-list.js';
import { csvRows } from './csv-rows.js';
import { jsonlRows, jsonRows } from './json-rows.js';
import { lines } from './lines.js';
import type { RawRow } from './list-format.js';
import { SentBytes } from './sent-bytes.js';
import { textPieces } from './text-pieces.js';
import { textRows } from './text-rows.js';

/** The bytes in pieces of this size, as a network may deliver them. */
async function* pieces(body: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(rows: AsyncIterable<RawRow>): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const { names, value } of rows) found.push(Object.fromEntries(names.map((name) => [name, value(name)])));
  return found;
}

async function faultOf(rows: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const _ of rows);
  } catch (error) {
    return error instanceof BadList ? error.row : error;
  }
  return 'read';
}

const cell = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter((text) => text === text.trim() && !text.includes('\uFEFF'));
const size = fc.integer({ min: 1, max: 40 });

describe('csvRows', () => {
  it('reads back whatever was written, however the bytes come', async () => {
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(table, size, async (rows, step) => {
        const text = [['a', 'b'], ...rows]
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join())
          .join('\r\n');
        const read = await all(csvRows(pieces(text, step), { delimiter: ',', header: true }));
        expect(read).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
      { numRuns: 60 },
    );
  });

  it('takes tab-separated values as they stand, quotes included, and names columns by number', async () => {
    const read = await all(csvRows(pieces('a "b\thttps://x/\n'), { delimiter: '\t', header: false }));
    expect(read).toEqual([{ 1: 'a "b', 2: 'https://x/' }]);
  });

  it.each([
    ['url,a;b\nhttps://x/;1,2\n', true, 'read'],
    ['"url;x",a\n1,2;3\n', true, 'read'],
    ['\r\n\r\nurl\nhttps://x/;1\n', true, 'read'],
    ['"https://x/;1"\n', false, 'read'],
    ['https://x/;1\n', false, 1],
    ['url;a\n1;2, 3\n', true, 0],
    ['url\ta\n1\t2\n', true, 0],
    ['1\t2, 3\n', false, 1],
    ['"url\tx",a\n1\t,2\n', true, 'read'],
  ])('%#: of a semicolon or tab before the first comma it is in doubt', async (text, header, expected) => {
    for (const step of [1, 4_096])
      expect(await faultOf(csvRows(pieces(text, step), { delimiter: ',', header }))).toBe(expected);
  });

  it.each([
    ['url,license\nhttps://x/,MIT\n', true, 0],
    ['\ufeff\n\n a cat,https://x/\n', false, 1],
    ['url, or so\tcaption\nhttps://x/\ta\n', true, 'read'],
    ['url\nhttps://x/1,2\n', true, 'read'],
    ['https://x/1,2\n', false, 'read'],
  ])('%#: of commas in tabs’ stead', async (text, header, expected) => {
    expect(await faultOf(csvRows(pieces(text), { delimiter: '\t', header }))).toBe(expected);
  });

  it.each([
    ['a,b\n1,2\n3\n', true, 2],
    ['a,b\n1,2\n3\n', false, 3],
    ['a\n1\n"x', true, 2],
    [`a\n${'x'.repeat(70_000)}\n`, true, 1],
    [`${'a,'.repeat(1_001)}\n`, false, 1],
    [`${'a,'.repeat(1_001)}\n`, true, 0],
    ['"a\n', true, 0],
    [`a,b\n${'1,2\n'.repeat(9)}1\n`, true, 10],
  ])('%#: says in which row it fails', async (text, header, row) => {
    expect(await faultOf(csvRows(pieces(text, 4_096), { delimiter: ',', header }))).toBe(row);
  });
});

describe('textRows', () => {
  it.each(['https://a.example/1,2\na, b\n', 'data:image/gif;base64,R0lG\nhttps://a.example/1\n', 'no address\na,b\n'])(
    'does not mind the commas of %j',
    async (text) =>
      expect(await all(textRows(pieces(text)))).toEqual(
        text
          .trim()
          .split('\n')
          .map((url) => ({ url })),
      ),
  );
});

describe('jsonRows', () => {
  const value = fc.dictionary(
    cell.filter((name) => name !== '__proto__'),
    fc.jsonValue({ maxDepth: 3 }),
    { maxKeys: 4 },
  );

  it('reads back whatever was written, however the bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 8 }), size, fc.constantFrom(0, 2), async (rows, step, indent) => {
        const text = JSON.stringify(rows, null, indent);
        fc.pre(!/\\u0000|\\ud[89a-f]/.test(text));
        const expected: unknown = JSON.parse(text);
        expect(await all(jsonRows(pieces(text, step)))).toEqual(expected);
        const listed = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
        expect(await all(jsonlRows(pieces(listed, step)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['[', 1],
    ['', null],
    ['{}', null],
    ['["a"] x', null],
    ['["a",]', 2],
    ['["a",,"b"]', 2],
    ['["a" "b"]', 1],
    ['["a",5]', 2],
    ['["a",{"b":}]', 2],
    [`["a",${'['.repeat(50)}${']'.repeat(50)}]`, 2],
    [`["a","${'x'.repeat(70_000)}"]`, 2],
    ['["a","\\u0000"]', 2],
    ['[]', 'read'],
  ])('%#: says in which row it fails', async (text, row) => {
    expect(await faultOf(jsonRows(pieces(text, 4_096)))).toBe(row);
  });
});

describe('lines', () => {
  it.each([
    [
      'a\r\n\r\nb',
      [
        [1, 'a'],
        [3, 'b'],
      ],
    ],
    ['\uFEFFa\n', [[1, 'a']]],
    ['é\n', [[1, 'é']]],
    [
      'a\r\rb\r',
      [
        [1, 'a'],
        [3, 'b'],
      ],
    ],
    ['', []],
  ])('of %j', async (text, expected) => {
    const found: [number, string][] = [];
    for await (const line of lines(pieces(text, 1))) found.push([line.row, line.text]);
    expect(found).toEqual(expected);
  });

  it('refuses what is too long or no UTF-8', async () => {
    expect(await faultOf(lines(pieces(`a\n${'x'.repeat(200_000)}`, 10_000)))).toBe(2);
    expect(await faultOf(lines(pieces(Uint8Array.from([0x61, 0x0a, 0xc3]))))).toBeNull();
  });
});

describe('textPieces', () => {
  it('names the line that is no UTF-8, however the bytes come', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\r\n]/.test(text));
    const end = fc.constantFrom('\n', '\r\n', '\r');
    const fault = fc.constantFrom([0xff], [0x80], [0xc3, 0x28], [0xed, 0xa0, 0x80]).map((bytes) => Buffer.from(bytes));
    const before = fc.array(line, { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(before, end, line, fault, size, async (sound, ends, start, bad, step) => {
        const text = [...sound, start].join(ends);
        const bytes = Buffer.concat([Buffer.from(text), bad, Buffer.from(`a${ends}b`)]);
        await expect(Array.fromAsync(textPieces(pieces(bytes, step)))).rejects.toThrow(
          `line ${sound.length + 1} is not valid UTF-8`,
        );
      }),
      { numRuns: 200 },
    );
  });
});

const read = async (body: Uint8Array, maxBytes: number, maxUnpacked: number): Promise<unknown> => {
  const sent = new SentBytes(pieces(body, 1_000), maxBytes);
  const fault = await faultOf(sent.unpacked(maxUnpacked));
  return fault === 'read' ? sent.size : fault;
};

describe('SentBytes', () => {
  const bomb = gzipSync(Buffer.alloc(4_000_000));

  it.each([
    ['plain', Buffer.alloc(5_000), 5_000, 1, 5_000],
    ['packed', gzipSync('hello'), 100, 5, gzipSync('hello').length],
    ['unpacked to more than allowed', gzipSync('hello'), 100, 4, null],
    ['a bomb', bomb, 100_000, 10_000_000, null],
    ['cut', gzipSync('hello').subarray(0, 15), 100, 100, null],
    ['packed twice', gzipSync(gzipSync('hello')), 100, 100, null],
    ['packed and one byte long', gzipSync('h'), 100, 100, gzipSync('h').length],
  ])('of a file that is %s', async (_, body, maxBytes, maxUnpacked, expected) => {
    expect(await read(body, maxBytes, maxUnpacked)).toBe(expected);
  });

  it('stops at the limit', async () => {
    expect(await read(Buffer.alloc(5_001), 5_000, 1)).toBeInstanceOf(ContentTooLarge);
  });
});
