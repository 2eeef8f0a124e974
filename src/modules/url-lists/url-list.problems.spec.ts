import { BadList } from './reading/bad-list.js';
import { csvRows } from './reading/csv-rows.js';
import { jsonlRows, jsonRows } from './reading/json-rows.js';
import { textRows } from './reading/text-rows.js';
import { UnreadableList } from './url-list.problems.js';

type Bytes = AsyncIterable<Uint8Array>;
const READERS = {
  csv: (bytes: Bytes) => csvRows(bytes, { delimiter: ',', header: true }),
  tsv: (bytes: Bytes) => csvRows(bytes, { delimiter: '\t', header: true }),
  txt: textRows,
  json: jsonRows,
  jsonl: jsonlRows,
};

async function* inOnePiece(body: string | Buffer): AsyncGenerator<Uint8Array> {
  yield Buffer.from(body);
}

async function problemOf(format: keyof typeof READERS, body: string | Buffer): Promise<UnreadableList | null> {
  try {
    for await (const _ of READERS[format](inOnePiece(body)));
    return null;
  } catch (error) {
    if (error instanceof BadList) return new UnreadableList(error);
    throw error;
  }
}

const ROW_1 = 'Row 1 of the list (1 is the first row of data)';
const ROW_2 = 'Row 2 of the list (1 is the first row of data)';

const SEMICOLONS =
  'its columns seem to be separated by semicolons; separate them by commas, and put a value that holds either in quotes';
const COMMAS = 'its columns seem to be separated by commas; send it with format=csv';

it.each<[keyof typeof READERS, string | Buffer, string, number | undefined]>([
  ['csv', `${'a,'.repeat(1_001)}\n`, 'The header of the list: it has more than 1000 columns', undefined],
  ['csv', '"url\n', 'The header of the list: a quote is not closed', undefined],
  ['csv', 'url,a\nx\n', `${ROW_1}: it has another number of columns than the header`, 1],
  ['csv', 'url;a\nx;1\n', `The header of the list: ${SEMICOLONS}`, undefined],
  ['csv', 'url;a\nx;a cat, sitting\ny;a dog\n', `The header of the list: ${SEMICOLONS}`, undefined],
  ['csv', '\n\n"url";"a"\n"x";"1"\n', `The header of the list: ${SEMICOLONS}`, undefined],
  ['csv', 'url;a, b\nx;a cat, sitting\n', `The header of the list: ${SEMICOLONS}`, undefined],
  [
    'csv',
    'url\ta\nx\t1\n',
    'The header of the list: its columns seem to be separated by tabs; send it with format=tsv',
    undefined,
  ],
  ['tsv', 'url,license\nhttps://a.example/1,MIT\n', `The header of the list: ${COMMAS}`, undefined],
  ['txt', '\n\nurl,license\nhttps://a.example/1,MIT\n', `Row 3 of the list (1 is the first row of data): ${COMMAS}`, 3],
  ['txt', 'a cat,https://a.example/1\n', `${ROW_1}: ${COMMAS}`, 1],
  ['csv', 'url,a\nx,1\nx\n', `${ROW_2}: it has another number of columns than the header`, 2],
  [
    'csv',
    Buffer.from('url\nhttps://a.example/1\nhttps://a.example/caf\xe9\n', 'latin1'),
    'The list: line 3 is not valid UTF-8; save it in that encoding',
    undefined,
  ],
  ['jsonl', `"a"\n${'['.repeat(50)}${']'.repeat(50)}`, `${ROW_2}: JSON may be nested at most 32 levels deep`, 2],
  ['jsonl', '"a"\n"\\u0000"', `${ROW_2}: text must not hold NUL or unpaired surrogates`, 2],
  ['json', '["a",5]', `${ROW_2}: it must be a string or an object`, 2],
  ['json', '{}', 'The list: it must be one JSON array; values on lines of their own are the format jsonl', undefined],
])('a list of %s that cannot be read: %#', async (format, body, detail, row) => {
  const problem = await problemOf(format, body);
  expect({ detail: problem?.detail, row: problem?.extensions['row'] }).toEqual({ detail, row });
});

it('says of a row that it is not JSON, not of the body', async () => {
  const problem = await problemOf('jsonl', '"a"\n{b}');
  expect(problem?.detail).toMatch(/^Row 2 of the list \(1 is the first row of data\): it is not JSON: .*position/);
});
