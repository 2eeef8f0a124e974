import * as fc from 'fast-check';
import { alternativesOf, licenseOfExpression } from './license-expression.js';

describe('licenseOfExpression', () => {
  it.each([
    ['MIT', 'MIT'],
    ['(MIT)', 'MIT'],
    ['mit or apache-2.0', 'MIT OR Apache-2.0'],
    ['CC BY 4.0 and ODbL 1.0', 'CC-BY-4.0 AND ODbL-1.0'],
    ['MIT AND CC-BY-4.0 OR CC0-1.0', 'MIT AND CC-BY-4.0 OR CC0-1.0'],
    ['MIT AND (CC-BY-4.0 OR CC0-1.0)', 'MIT AND CC-BY-4.0 OR MIT AND CC0-1.0'],
    ['(MIT OR ISC)AND(CC0 OR ISC)', 'MIT AND CC0-1.0 OR ISC'],
    ['MIT AND MIT OR MIT', 'MIT'],
    ['MIT OR MIT AND ISC', 'MIT'],
    ['GFDL 1.2 or later', 'GFDL-1.2-or-later'],
    ['LicenseRef-Museum OR MIT', 'LicenseRef-Museum OR MIT'],
  ])('%s is %s', (text, id) => expect(licenseOfExpression(text)?.id).toBe(id));

  it.each([
    '',
    'OR',
    'MIT OR',
    'AND MIT',
    '(MIT',
    'MIT)',
    '()',
    'MIT MIT',
    'MIT OR martian',
    'CC BY 4.0 and all rights reserved',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    Array.from({ length: 20 }, () => 'CC-BY-NC-SA-4.0')
      .map((id, n) => `${id.slice(0, -3)}${n % 4}.0`)
      .join(' OR '),
    Array.from({ length: 12 }, (_, n) => `(A${n} OR MIT)`)
      .join(' AND ')
      .replaceAll(/A(\d+)/g, 'LicenseRef-$1'),
  ])('%j is none', (text) => expect(licenseOfExpression(text)).toBeNull());

  it('reads what it wrote as the same', () => {
    const id = fc.constantFrom('MIT', 'CC0-1.0', 'CC-BY-4.0', 'ODbL-1.0', 'LicenseRef-X');
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 3 },
        id,
        fc.tuple(tie('text'), fc.constantFrom('OR', 'AND'), tie('text')).map((parts) => `(${parts.join(' ')})`),
      ),
    }));
    fc.assert(
      fc.property(text, (expression) => {
        const read = licenseOfExpression(expression);
        fc.pre(read !== null);
        expect(licenseOfExpression(read.id)?.id).toBe(read.id);
        const isTrue = (ids: ReadonlySet<string>) =>
          alternativesOf(read.id).some((each) => each.every((one) => ids.has(one)));
        for (const known of [['MIT'], ['MIT', 'CC0-1.0'], ['CC-BY-4.0', 'ODbL-1.0', 'LicenseRef-X']])
          expect(isTrue(new Set(known))).toBe(truthOf(expression, new Set(known)));
      }),
    );
  });
});

/** The same question asked of the text itself, which holds only ids, OR, AND and parentheses. */
function truthOf(expression: string, ids: ReadonlySet<string>): boolean {
  let text = expression.replaceAll(/[\w.-]+/g, (word) => (/^(OR|AND)$/.test(word) ? word : ids.has(word) ? '1' : '0'));
  for (let last = ''; text !== last;) {
    last = text;
    text = text
      .replaceAll(/\((\d) OR (\d)\)/g, (_, a: string, b: string) => String(Number(a) | Number(b)))
      .replaceAll(/\((\d) AND (\d)\)/g, (_, a: string, b: string) => String(Number(a) & Number(b)));
  }
  return text === '1';
}
