import * as fc from 'fast-check';
import { FAULT_NAMES } from '../faults/fault-table.js';
import { parseKeyword } from './keyword.js';

const none = { fault: null, trouble: null };

describe('parseKeyword', () => {
  it.each([
    ['Red  Onions', { ...none, words: ['red', 'onion'] }],
    ['"green beans"', { ...none, words: ['green', 'bean'] }],
    ['filetype:bitmap fish', { ...none, words: ['fish'] }],
    ['filetype:bitmap fileres:>640 -haslicense:unrestricted fish', { ...none, words: ['fish'] }],
    ['fault:429', { ...none, words: [], fault: '429' }],
    ['fish fault:redirect-loop', { ...none, words: ['fish'], fault: 'redirect-loop' }],
    ['fault 404', { ...none, words: [], fault: '404' }],
    [String.raw`fault\:404`, { ...none, words: [], fault: '404' }],
    ['"fault:all"', { ...none, words: [], fault: 'all' }],
    ['FAULT:None fish', { ...none, words: ['fish'], fault: 'none' }],
    ['fault:unheard fish', { ...none, words: ['fault', 'unheard', 'fish'] }],
    ['source:blocked', { ...none, words: [], trouble: { kind: 'blocked', when: 'always' } }],
    ['fish source:rate-limited-once', { ...none, words: ['fish'], trouble: { kind: 'rate-limited', when: 'once' } }],
    ['source:upstream-later fish', { ...none, words: ['fish'], trouble: { kind: 'upstream', when: 'later' } }],
    ['open source software', { ...none, words: ['open', 'source', 'software'] }],
    ['default:429', { ...none, words: ['default', '429'] }],
    ['', { ...none, words: [] }],
  ])('%s', (query, expected) => {
    expect(parseKeyword(query)).toEqual(expected);
  });

  it('knows every fault by name, next to any words', () => {
    const word = fc.constantFrom('fish', 'green', 'mango');
    fc.assert(
      fc.property(fc.constantFrom(...FAULT_NAMES), fc.array(word), (fault, words) => {
        expect(parseKeyword([...words, `fault:${fault}`].join(' '))).toEqual({ words, fault, trouble: null });
      }),
    );
  });
});
