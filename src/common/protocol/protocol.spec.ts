import * as fc from 'fast-check';
import { isAcceptable } from './accept.js';
import { parseQuery } from './query-string.js';
import { targetFault } from './request-target.js';
import { patternOf } from './route-table.js';

describe('isAcceptable', () => {
  it.each([
    [undefined, true],
    ['', true],
    ['*/*', true],
    ['application/*', true],
    ['APPLICATION/JSON', true],
    ['application/json; version=1', true],
    ['text/html, application/json;q=0.1', true],
    ['text/html', false],
    ['text/*', false],
    ['application/jsonp', false],
    ['application/json;q=0', false],
    ['application/json;q=0.000, text/html', false],
  ])('%s: %s', (accept, acceptable) => {
    expect(isAcceptable(accept, ['application/json'])).toBe(acceptable);
  });
});

describe('parseQuery', () => {
  it('keeps repeated names, and brackets as parts of names', () => {
    expect({ ...parseQuery('a=1&a=2&a=3&b[]=4&c[d]=5&e') }).toEqual({
      a: ['1', '2', '3'],
      'b[]': '4',
      'c[d]': '5',
      e: '',
    });
  });

  it('has no inherited names', () => {
    expect(Object.keys(parseQuery('__proto__=1&toString=2'))).toEqual(['__proto__', 'toString']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        expect(parseQuery(query)).toBeTypeOf('object');
      }),
    );
  });
});

describe('targetFault', () => {
  it.each([
    ['/a/%E2%82%AC?q=%F0%9F%90%88+x', undefined],
    ['/a?q=%2500', undefined],
    ['/a/%', 'malformed-request'],
    ['/a/%C3%28', 'malformed-request'],
    ['/a/%00', 'malformed-request'],
    ['/a?q=%ED%A0%80', 'malformed-request'],
    ['/a?q=%', 'malformed-request'],
    ['/a?q=%00', 'invalid-characters'],
  ])('%s: %s', (target, slug) => {
    expect(targetFault(target)?.slug).toBe(slug);
  });
});

describe('patternOf', () => {
  it.each([
    ['/api/things', '/api/things', true],
    ['/api/things', '/api/things/', false],
    ['/api/things', '/api/thingsx', false],
    ['/api/things/:id', '/api/things/1', true],
    ['/api/things/:id', '/api/things/', false],
    ['/api/things/:id', '/api/things/1/2', false],
    ['/api/things/:thing_id/file', '/api/things/%20/file', true],
    ['/docs/*', '/docs/a/b.css', true],
    ['/docs/a.css', '/docs/abcss', false],
  ])('%s takes %s: %s', (url, path, takes) => {
    expect(patternOf(url).test(path)).toBe(takes);
  });
});
