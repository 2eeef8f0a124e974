import { gzipSync } from 'node:zlib';
import { post, send, type BadInput } from './bad-input.fixture.js';
import { OWN } from './things.fixture.js';

const VALID = { name: 'Cats', keywords: ['cat', 'dog'], max_images: 1000 };

/** The valid body with some members replaced. */
const thing = (members: object): Buffer => post(JSON.stringify({ ...VALID, ...members }));
/** The valid body with raw JSON text added. */
const thingWith = (text: string): Buffer => post(`{"name":"Cats","keywords":["cat"],"max_images":5,${text}}`);
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const thingOf = (max: string): Buffer => post(`{"name":"Cats","keywords":["cat"],"max_images":${max}}`);

/** What is wrong with the body. */
export const BODIES: BadInput[] = [
  [24, 'cut JSON', post('{"name":'), 400, 'malformed-json'],
  [25, 'empty body', post(''), 400, 'malformed-json'],
  [26, 'null', post('null'), 422, 'validation-failed'],
  [26, 'a string', post('"x"'), 422, 'validation-failed'],
  [26, 'a number', post('5'), 422, 'validation-failed'],
  [27, 'an empty array', post('[]'), 422, 'validation-failed'],
  [27, 'an array of objects', post(`[${JSON.stringify(VALID)}]`), 422, 'validation-failed'],
  [28, 'control byte in a string', post('{"name":"a\u0001"}'), 400, 'malformed-json'],
  [29, 'NUL in a string', thingWith(String.raw`"description":"\u0000"`), 400, 'invalid-characters'],
  [30, 'NUL in free JSON', thingWith(String.raw`"options":{"a":{"b":["\u0000"]}}`), 400, 'invalid-characters'],
  [31, 'unpaired surrogate in text', thingWith(String.raw`"description":"\ud800"`), 400, 'invalid-characters'],
  [
    32,
    'unpaired surrogate in a key of free JSON',
    thingWith(String.raw`"options":{"\ud800":1}`),
    400,
    'invalid-characters',
  ],
  [33, 'bytes that are not UTF-8', post(Buffer.from([0x22, 0xc3, 0x28, 0x22])), 400, 'malformed-request'],
  [34, 'byte order mark', post(`\ufeff${JSON.stringify(VALID)}`), 201],
  [
    35,
    'charset utf-16',
    post('{}', { 'Content-Type': 'application/json; charset=utf-16' }),
    415,
    'unsupported-media-type',
  ],
  [
    35,
    'charset latin1',
    post('{}', { 'Content-Type': 'application/json; charset=latin1' }),
    415,
    'unsupported-media-type',
  ],
  [36, 'no Content-Type', send({ method: 'POST', body: '{}' }), 415, 'unsupported-media-type'],
  ...['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense'].map((type): BadInput => [
    36,
    type,
    post('{}', { 'Content-Type': type }),
    415,
    'unsupported-media-type',
  ]),
  [37, 'form', post('name=x', { 'Content-Type': 'application/x-www-form-urlencoded' }), 415, 'unsupported-media-type'],
  [38, 'body of 101 KB', post(JSON.stringify({ ...VALID, name: 'a'.repeat(101_000) })), 413, 'content-too-large'],
  [
    38,
    'chunked body of 101 KB',
    send({
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
    }).toString() + `18a88\r\n${' '.repeat(0x18a88)}\r\n0\r\n\r\n`,
    413,
    'content-too-large',
  ],
  [39, 'gzip', post(gzipSync(JSON.stringify(VALID)), { 'Content-Encoding': 'gzip' }), 415, 'unsupported-media-type'],
  [40, 'gzip that is none', post('{}', { 'Content-Encoding': 'gzip' }), 415, 'unsupported-media-type'],
  [41, 'unknown coding', post('{}', { 'Content-Encoding': 'foo' }), 415, 'unsupported-media-type'],
  [42, '5,000 levels', post(nested(5_000)), 400, 'too-deeply-nested'],
  [42, '40,000 levels', post(nested(40_000)), 400, 'too-deeply-nested'],
  [43, 'deep array for a string', thingWith(`"description":${nested(20_000)}`), 400, 'too-deeply-nested'],
  [44, 'duplicate keys: the last wins', thingWith('"dry":"x","dry":true'), 201],
  ...['__proto__', 'constructor', 'toString'].map((key): BadInput => [
    45,
    `property ${key}`,
    thingWith(`"${key}":{"a":1}`),
    422,
    'validation-failed',
  ]),
  [45, '__proto__ in free JSON', thingWith('"options":{"a":{"__proto__":{}}}'), 422, 'validation-failed'],
  [46, 'unknown property', thing({ nope: 1 }), 422, 'validation-failed'],
  ...[5, ['a'], null, true].map((name): BadInput => [
    47,
    `name ${JSON.stringify(name)}`,
    thing({ name }),
    422,
    'validation-failed',
  ]),
  ...['', '   ', '\u200b\u200d', '\u2800'].map((name): BadInput => [
    48,
    `blank name ${JSON.stringify(name)}`,
    thing({ name }),
    422,
    'validation-failed',
  ]),
  [49, 'name of 101 characters', thing({ name: 'a'.repeat(101) }), 422, 'validation-failed'],
  [50, 'name of 100 emoji', thing({ name: '🐈'.repeat(100) }), 201],
  [51, 'direction override', thing({ name: 'a\u202eb' }), 422, 'validation-failed'],
  [51, 'line break in a name', thing({ name: 'a\nb' }), 422, 'validation-failed'],
  ...['0', '-1', '1.5', '-0'].map((max): BadInput => [52, `max_images ${max}`, thingOf(max), 422, 'validation-failed']),
  ...['1e400', '9007199254740993'].map((max): BadInput => [
    53,
    `max_images ${max}`,
    thingOf(max),
    422,
    'validation-failed',
  ]),
  ...['"10"', 'true', 'null'].map((max): BadInput => [54, `max_images ${max}`, thingOf(max), 422, 'validation-failed']),
  ...['cat', [null], { length: 3 }].map((keywords): BadInput => [
    57,
    `keywords ${JSON.stringify(keywords)}`,
    thing({ keywords }),
    422,
    'validation-failed',
  ]),
  [58, 'no keywords', thing({ keywords: [] }), 422, 'validation-failed'],
  [58, '51 keywords', thing({ keywords: Array.from({ length: 51 }, (_, i) => `cat ${i}`) }), 422, 'validation-failed'],
  [58, 'equal keywords after NFC', thing({ keywords: ['caf\u00e9', 'CAFE\u0301'] }), 422, 'validation-failed'],
  [59, 'unknown source', thing({ sources: ['nope'] }), 422, 'validation-failed'],
  [59, 'source twice', thing({ sources: ['google', 'google'] }), 422, 'validation-failed'],
  ...['2023-02-30T00:00:00Z', '99999-01-01T00:00:00Z', 'now', 'infinity'].map((until): BadInput => [
    63,
    `until ${until}`,
    thing({ until }),
    422,
    'validation-failed',
  ]),
  [64, 'dry as a string', thing({ dry: 'false' }), 422, 'validation-failed'],
  [
    86,
    'PATCH {}',
    send({
      method: 'PATCH',
      target: `/api/things/${OWN}`,
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    }),
    422,
    'validation-failed',
  ],
];
