import * as fc from 'fast-check';
import { isUuid, UuidPipe } from './uuid.js';

it('takes every version and variant of RFC 9562', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      expect(isUuid(uuid)).toBe(true);
    }),
  );
});

it.each([
  '0190a5c8-7e2f-7abc-c111-0123456789ab',
  '0190a5c8-7e2f-9abc-8111-0123456789ab',
  '0190a5c87e2f7abc81110123456789ab',
  '{0190a5c8-7e2f-7abc-8111-0123456789ab}',
  '0190a5c8-7e2f-7abc-8111-0123456789ab\n',
  'urn:uuid:0190a5c8-7e2f-7abc-8111-0123456789ab',
  '',
  undefined,
])('refuses %j', (value) => {
  expect(isUuid(value)).toBe(false);
});

it('stores one spelling', () => {
  const pipe = new UuidPipe();
  expect(pipe.transform('0190A5C8-7E2F-7ABC-8DEF-0123456789AB', { type: 'param', data: 'id' })).toBe(
    '0190a5c8-7e2f-7abc-8def-0123456789ab',
  );
});
