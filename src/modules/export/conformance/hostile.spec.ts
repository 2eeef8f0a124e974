import { parse as parseCsv } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import { sha256Of } from '../archive/archive-entry.js';
import { EXPORT_FORMATS } from '../formats/export-formats.js';
import { filesOf, givenPicture, jsonLines, type GivenPicture } from './export.fixture.js';
import { READERS } from './read-back.fixture.js';

const NASTY = [
  '../../etc/passwd',
  '/etc/passwd',
  'C:\\Windows',
  'a/b',
  'no',
  'null',
  '1e3',
  '2026-01-01',
  '=cmd|"/c calc"!A1',
  "'quoted",
  '+1',
  '-1',
  '@SUM(A1)',
  '<b>&amp;</b>]]>',
  '--- !!python/object',
  '{"a": 1}',
  'a,b;"c"\'d\'',
  '| table | `code` | [x](javascript:1)',
  '\u202eevil\u2066',
  '\ufeffmark',
  '\u0085\u007f',
  'train',
  'CON',
  'x'.repeat(10_000),
  '\u732b \ud83d\udc08\u200d\u2b1b e\u0301',
  '%s%n${x}{{y}}',
  '#comment: x',
  ' blank ',
];

/** What sources send for titles and the like: anything but what PostgreSQL cannot hold. */
const text = fc.oneof(
  fc.constantFrom(...NASTY, '\tTab\r\nand lines\n', '\u2028'),
  fc.string({ unit: 'binary', maxLength: 40 }).map((each) => each.replace(/[\0\p{Surrogate}]/gu, '')),
);
/** Keywords are one line without controls. */
const label = fc.oneof(
  fc.constantFrom(...NASTY.filter((each) => !/\p{Cc}/u.test(each))),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 20 })
    .map((each) => each.replace(/[\p{Cc}\p{Surrogate}\u2028\u2029]/gu, '_')),
);

const ATTRIBUTED: unknown = expect.any(String);
const CSV_FACTS = ['title', 'creator', 'license', 'attribution'] as const;

interface Facts {
  title: string;
  creator: string;
  license: string;
  attribution: string;
}
const facts: fc.Arbitrary<Facts> = fc.record({ title: text, creator: text, license: text, attribution: text });

async function given(labels: string[], each: readonly Facts[]): Promise<GivenPicture[]> {
  return Promise.all(
    labels.map((name, n) => givenPicture(name, n % 4, { sha256: sha256Of(`${n} ${name}`), ...each[n % each.length] })),
  );
}

describe.each(EXPORT_FORMATS)('hostile texts in $name', (format) => {
  it('come out safe and are read back as they were', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(label, { minLength: 1, maxLength: 6 }),
        fc.array(facts, { minLength: 1, maxLength: 6 }),
        async (labels, each) => {
          const pictures = await given(labels, each);
          const onlyTrain = { splits: { train: 1, validation: 0, test: 0 }, archive: 'zip' };
          const files = await filesOf(format, pictures, onlyTrain);
          const rows = pictures.map(({ row }) => row).toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));

          for (const path of files.keys())
            expect(path).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]*(\/[A-Za-z0-9][A-Za-z0-9_.-]*)*$/);
          const read = await READERS[format.name]?.(files);
          expect(read?.map((item) => item.label)).toEqual(rows.map((row) => legible(format.name, row.keyword)));
          const titles = read?.flatMap(({ title }) => title ?? []) ?? [];
          expect(titles).toEqual(titles.length === 0 ? [] : rows.map((row) => marked(format.name, row.title)));
          documents(files, rows);
        },
      ),
      { numRuns: 15 },
    );
  });
});

/** XML has no spelling for some characters. */
const legible = (format: string, name: string): string =>
  format === 'voc' ? name.replace(/[\ufffe\uffff]/g, '\ufffd') : name;

/** An attribution that no source gave is made from the rest. */
const fallback = (row: GivenPicture['row'], name: (typeof CSV_FACTS)[number]): unknown =>
  name === 'attribution' ? ATTRIBUTED : (row[name] ?? '');

/** hyparquet's decoder takes a byte order mark off the front of a text. */
const marked = (format: string, title: string | null): string | undefined =>
  format === 'hf-parquet' ? title?.replace(/^\ufeff/, '') : (title ?? '');

function documents(files: ReadonlyMap<string, Buffer>, rows: readonly GivenPicture['row'][]): void {
  const manifest = jsonLines(files.get('manifest.jsonl'));
  expect(manifest.map((line) => [line.label, ...CSV_FACTS.map((name) => line[name])])).toEqual(
    rows.map((row) => [row.keyword, ...CSV_FACTS.map((name) => row[name] || fallback(row, name))]),
  );
  const table: Record<string, string>[] = parseCsv(files.get('ATTRIBUTION.csv') ?? '', { columns: true });
  expect(table).toHaveLength(rows.length);
  for (const [n, cells] of table.entries()) {
    for (const name of CSV_FACTS) {
      expect(cells[name]).not.toMatch(/^[=+\-@\t\r]/);
      expect(cells[name]?.replace(/^'/, '')).toBe(manifest[n]?.[name]);
    }
  }
  const card = String(files.get('README.md'));
  const [, front = ''] = /^---\n([\s\S]*?\n)---\n/.exec(card) ?? [];
  expect(parseYaml(front)).toMatchObject({ pretty_name: 'Pets: "all" of them', license: expect.any(String) });
  expect(JSON.parse(String(files.get('croissant.json')))['@type']).toBe('sc:Dataset');
  for (const line of String(files.get('SHA256SUMS')).trimEnd().split('\n'))
    expect(sha256Of(files.get(line.slice(66)) ?? '')).toBe(line.slice(0, 64));
}
