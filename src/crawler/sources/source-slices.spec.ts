import { SourceFailure } from './image-source.js';
import { sliceParameters, slicesBy, slicesByYear } from './source-slices.js';

describe('slices', () => {
  const table = {
    ...slicesBy('size', 'imgsz', { large: 'l', medium: 'm' }),
    ...slicesBy('color', 'color', ['red', 'blue']),
    ...slicesByYear(2024, (year) => ({ from: `${year}-01-01` }), new Date('2026-05-01T00:00:00Z')),
  };

  it('are named after what they narrow, in order', () => {
    expect(Object.keys(table)).toEqual([
      'size:large',
      'size:medium',
      'color:red',
      'color:blue',
      'date:2026',
      'date:2025',
      'date:2024',
    ]);
  });

  it.each([
    ['', {}],
    ['size:large', { imgsz: 'l' }],
    ['color:blue', { color: 'blue' }],
    ['date:2025', { from: '2025-01-01' }],
  ])('%s adds %o', (slice, parameters) => {
    expect(sliceParameters(table, slice)).toEqual(parameters);
  });

  it.each(['size:huge', 'constructor', '__proto__', 'date:2023'])('%s is none', (slice) => {
    expect(() => sliceParameters(table, slice)).toThrow(SourceFailure);
  });

  it('a first year in the future has no slices', () => {
    expect(slicesByYear(2027, () => ({}), new Date('2026-05-01T00:00:00Z'))).toEqual({});
  });
});
