import * as fc from 'fast-check';
import { isTimestamp } from './timestamp.js';

describe('isTimestamp', () => {
  it.each([
    ['2024-02-29T23:59:59Z', true],
    ['2024-02-29T23:59:59.123456789+05:30', true],
    ['0001-01-01T00:00:00Z', true],
    ['9999-12-31T23:59:59-12:00', true],
    ['2023-02-29T00:00:00Z', false],
    ['1900-02-29T00:00:00Z', false],
    ['2000-02-29T00:00:00Z', true],
    ['2023-04-31T00:00:00Z', false],
    ['2023-00-10T00:00:00Z', false],
    ['2023-13-10T00:00:00Z', false],
    ['0000-01-01T00:00:00Z', false],
    ['2023-01-01T24:00:00Z', false],
    ['2023-01-01T00:60:00Z', false],
    ['2023-01-01T00:00:60Z', false],
    ['2023-01-01T00:00:00+24:00', false],
    ['2023-01-01T00:00:00', false],
    ['2023-01-01', false],
    ['2023-01-01 00:00:00Z', false],
    ['2023-01-01T00:00:00z', false],
    [' 2023-01-01T00:00:00Z', false],
    ['now', false],
    ['infinity', false],
    [1_700_000_000, false],
    [null, false],
  ])('%j: %s', (value, valid) => {
    expect(isTimestamp(value)).toBe(valid);
  });

  it('takes what Date writes', () => {
    const dates = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        expect(isTimestamp(date.toISOString())).toBe(true);
      }),
    );
  });
});
