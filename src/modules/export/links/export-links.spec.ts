import { loadEnv } from '../../../config/env.js';
import { ExportLinks } from './export-links.js';
import { LinkSigner } from './link-signer.js';

const ID = '0199d6a8-0000-7000-8000-00000000000a';
const USER = '0199d6a8-0000-7000-8000-00000000000b';
const now = new Date('2026-11-22T12:00:00Z');
const later = new Date('2026-11-22T13:00:00Z');

const envWith = (LINK_SECRET: string) =>
  loadEnv({ DATABASE_URL: 'postgresql://localhost/x', REDIS_URL: 'redis://localhost', LINK_SECRET });
const env = envWith('a secret of at least thirty-two characters');

describe('a link to an export', () => {
  const token = new ExportLinks(env).sign(ID, USER, later);

  it('is understood by every process with the secret until it expires', () => {
    expect(new ExportLinks(env).verify(ID, token, now)).toBe(USER);
    expect(new ExportLinks(env).verify(ID, token, later)).toBeNull();
    expect(new ExportLinks(envWith('another secret of thirty-two characters')).verify(ID, token, now)).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['another expiry', token.replace(/\.\d+\./, '.9999999999.')],
    ['another user', token.replace(USER, ID)],
    ['no signature', token.replace(/[^.]*$/, '')],
    ['something appended', `${token}.x`],
    ['the signature of another purpose', new LinkSigner(env, 'dataset-download').sign(ID, [USER], later)],
  ])('with %s is refused', (_, changed) => {
    expect(new ExportLinks(env).verify(ID, changed, now)).toBeNull();
  });

  it('opens no other export', () => {
    expect(new ExportLinks(env).verify(USER, token, now)).toBeNull();
  });
});
