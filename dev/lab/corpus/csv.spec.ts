import * as fc from 'fast-check';
import { parseCsv } from './csv.js';

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe('parseCsv', () => {
  it.each([
    ['plain', 'a,b\n1,2\n', [{ a: '1', b: '2' }]],
    ['long headings', '"Food Code; code",b\nA001,2', [{ code: 'A001', b: '2' }]],
    ['quotes', 'a\n"x, ""y""\nz"\n', [{ a: 'x, "y"\nz' }]],
    ['empty cells', 'a,b,c\n,,\n', [{ a: '', b: '', c: '' }]],
    ['CRLF', 'a,b\r\n1,2\r\n', [{ a: '1', b: '2' }]],
    ['short rows', 'a,b\n1\n', [{ a: '1', b: '' }]],
    ['nothing', '', []],
  ])('reads %s', (_, text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  it('refuses a quote that never ends', () => {
    expect(() => parseCsv('a\n"x')).toThrow(SyntaxError);
  });

  it('reads back whatever was quoted', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
        const text = ['a,b', ...rows.map((row) => row.map(quote).join(','))].map((line) => `${line}\n`).join('');
        expect(parseCsv(text)).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
    );
  });
});
