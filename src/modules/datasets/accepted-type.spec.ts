import { acceptedType } from './accepted-type.js';

it.each([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['application/x-ndjson', 'application/x-ndjson'],
  ['application/x-ndjson, application/json;q=0.5', 'application/x-ndjson'],
  ['application/x-ndjson;q=0.4, application/json;q=0.5', 'application/json'],
  ['application/json;q=0, */*', 'application/x-ndjson'],
  ['Application/X-NDJSON; charset=utf-8', 'application/x-ndjson'],
  ['text/html', null],
  ['*/*;q=0', null],
])('Accept %j gets %j', (accept, expected) => {
  expect(acceptedType(accept, ['application/json', 'application/x-ndjson'])).toBe(expected);
});
