import { ValidationFailed } from '../../common/problem/problems.js';
import { usageRange } from './usage-range.js';

const now = new Date('2026-03-01T23:59:59Z');

describe('usageRange', () => {
  it.each([
    [undefined, undefined, '2026-01-31', '2026-03-01'],
    ['2026-02-28', undefined, '2026-02-28', '2026-03-01'],
    [undefined, '2026-01-30', '2026-01-01', '2026-01-30'],
    ['2024-02-29', '2024-02-29', '2024-02-29', '2024-02-29'],
    ['2025-03-01', '2026-03-01', '2025-03-01', '2026-03-01'],
  ])('from %s to %s', (from, to, first, last) => {
    expect(usageRange(from, to, now)).toEqual({ from: first, to: last });
  });

  it.each([
    ['2026-03-02', '2026-03-01'],
    ['2026-03-02', undefined],
    ['2025-02-28', '2026-03-01'],
    ['0001-01-01', '9999-12-31'],
  ])('refuses from %s to %s', (from, to) => {
    expect(() => usageRange(from, to, now)).toThrow(ValidationFailed);
  });
});
