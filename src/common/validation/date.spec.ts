import { isDate } from './date.js';

it.each([
  ['2026-01-31', true],
  ['2024-02-29', true],
  ['0001-01-01', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['0000-01-01', false],
  ['2026-1-1', false],
  ['2026-01-31T00:00:00Z', false],
  ['2026-01-31\n', false],
  ['today', false],
  ['infinity', false],
  ['', false],
  [20260131, false],
  [undefined, false],
])('%j is a date: %s', (value, is) => {
  expect(isDate(value)).toBe(is);
});
