import { compare, type Row } from './compare.js';

const ROWS: Row[] = [
  ['train', 'cat', 'aa', '11'],
  ['test', 'a\nb', 'bb', '22'],
];
const [first, second] = ROWS;

describe('compare', () => {
  it.each<[string, Row[], RegExp]>([
    ['the same rows in another order', [second!, first!], /^equal$/],
    ['a row too few', [first!], /^MISSING 1, .*bb/],
    ['a row twice', [first!, second!, second!], /^MISSING 0/],
    ['another split', [['test', 'cat', 'aa', '11'], second!], /^MISSING 1/],
    ['another label', [['train', 'dog', 'aa', '11'], second!], /^MISSING 1/],
    ['other bytes', [['train', 'cat', 'aa', '12'], second!], /^MISSING 1/],
    ['a class in one line', [first!, ['test', 'a b', 'bb', '22']], /^MISSING 1/],
  ])('tells %s', (_, rows, verdict) => {
    const told = compare('json', { reader: 'json', rows }, ROWS);
    expect(told ?? 'equal').toMatch(verdict);
  });

  it('knows that lists have a class per line', () => {
    expect(compare('txt', { reader: 'lists', rows: [first!, ['test', 'a b', 'bb', '22']] }, ROWS)).toBeNull();
  });

  it('passes on why a client found nothing', () => {
    expect(compare('json', { reader: 'json', error: 'ValueError: no' }, ROWS)).toBe('ERROR: ValueError: no');
  });
});
