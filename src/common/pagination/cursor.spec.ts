import * as fc from 'fast-check';
import { InvalidCursor } from '../problem/problems.js';
import { decodeCursor, encodeCursor, type CursorValueType } from './cursor.js';

const scope = { list: 'projects', user: 'u1', status: undefined };
const ID = '0190a5c8-7e2f-7abc-8def-0123456789ab';
const AT = '2026-11-22T00:24:02.245941Z';
/** What decoding comes to, as text. */
function outcomeOf(cursor: string): string {
  try {
    return `${decodeCursor(scope, cursor, ['integer', 'text']).length} values`;
  } catch (error) {
    return error instanceof InvalidCursor ? 'InvalidCursor' : String(error);
  }
}

const types: CursorValueType[] = ['timestamp', 'uuid'];
const raw = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('cursors', () => {
  it('bring the values back, to the microsecond', () => {
    expect(decodeCursor(scope, encodeCursor(scope, [AT, ID]), types)).toEqual([AT, ID]);
  });

  it('do not depend on the order of the scope, nor on filters that are not set', () => {
    expect(decodeCursor({ user: 'u1', list: 'projects' }, encodeCursor(scope, [AT, ID]), types)).toEqual([AT, ID]);
  });

  it.each([
    ['another user', { ...scope, user: 'u2' }],
    ['another list', { ...scope, list: 'images' }],
    ['another filter', { ...scope, status: 'active' }],
  ])('are refused for %s', (_, other) => {
    expect(() => decodeCursor(other, encodeCursor(scope, [AT, ID]), types)).toThrow(InvalidCursor);
  });

  const key: unknown = JSON.parse(Buffer.from(encodeCursor(scope, []), 'base64url').toString())[0];
  it.each([
    ['', 'empty'],
    ['zzz', 'not JSON'],
    [`${encodeCursor(scope, [AT, ID])}=`, 'padded'],
    [` ${encodeCursor(scope, [AT, ID])}`, 'with a blank'],
    [raw({}), 'an object'],
    [raw([key]), 'without values'],
    [raw([key, AT, ID, 1]), 'with more values'],
    [raw([key, 'now', ID]), 'with a time that PostgreSQL would take'],
    [raw([key, 'infinity', ID]), 'with an infinite time'],
    [raw([key, AT, `${ID}'`]), 'with SQL'],
    [raw([key, null, ID]), 'with null'],
    ['a'.repeat(5_000), 'too long'],
  ])('are refused when they are %j (%s)', (cursor) => {
    expect(() => decodeCursor(scope, cursor, types)).toThrow(InvalidCursor);
  });

  it('never throw anything else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map(raw),
          fc.array(fc.jsonValue()).map((rest) => raw([key, ...rest])),
        ),
        (cursor) => {
          expect(outcomeOf(cursor)).toMatch(/^(2 values|InvalidCursor)$/);
        },
      ),
    );
  });
});
