import { tokenUserOf } from './token-claims.js';

const ID = '0190a5c8-7e2f-4abc-8def-0123456789ab';
const claims = { sub: ID, role: 'authenticated', email: 'Ann@Example.org' };

describe('tokenUserOf', () => {
  it.each([
    [claims, { id: ID, email: 'ann@example.org' }],
    [
      { ...claims, sub: ID.toUpperCase(), is_anonymous: false },
      { id: ID, email: 'ann@example.org' },
    ],
    [
      { ...claims, email: '' },
      { id: ID, email: null },
    ],
    [
      { ...claims, email: undefined },
      { id: ID, email: null },
    ],
    [
      { ...claims, email: 7 },
      { id: ID, email: null },
    ],
    [
      { ...claims, email: 'a@b c' },
      { id: ID, email: null },
    ],
    [
      { ...claims, email: 'a@b\u0000' },
      { id: ID, email: null },
    ],
    [
      { ...claims, email: `${'a'.repeat(320)}@b` },
      { id: ID, email: null },
    ],
    [{ ...claims, role: 'anon' }, null],
    [{ ...claims, role: 'service_role' }, null],
    [{ ...claims, role: undefined }, null],
    [{ ...claims, role: ['authenticated'] }, null],
    [{ ...claims, is_anonymous: true }, null],
    [{ ...claims, is_anonymous: 'false' }, null],
    [{ ...claims, is_anonymous: null }, null],
    [{ ...claims, sub: undefined }, null],
    [{ ...claims, sub: 'ann' }, null],
    [{ ...claims, sub: `${ID} ` }, null],
  ])('%o', (payload, user) => {
    expect(tokenUserOf({ ...payload, iat: 7 })).toEqual(user && { ...user, issuedAt: new Date(7_000) });
    expect(tokenUserOf(payload)).toEqual(user && { ...user, issuedAt: new Date(0) });
  });
});
