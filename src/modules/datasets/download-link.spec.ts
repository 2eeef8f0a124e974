import { loadEnv } from '../../config/env.js';
import { DownloadLinks } from './download-link.js';

const grant = {
  projectId: '0199d6a8-0000-7000-8000-00000000000a',
  userId: '0199d6a8-0000-7000-8000-00000000000b',
  exportId: '0199d6a8-0000-7000-8000-00000000000c',
};
const linksWith = (LINK_SECRET?: string) =>
  new DownloadLinks(
    loadEnv({
      DATABASE_URL: 'postgresql://localhost/x',
      REDIS_URL: 'redis://localhost',
      ...(LINK_SECRET !== undefined && { LINK_SECRET }),
    }),
  );
const now = new Date('2026-11-22T12:00:00Z');
const later = new Date('2026-11-22T13:00:00Z');

describe('a download link', () => {
  const links = linksWith('a secret of at least thirty-two characters');
  const token = links.sign(grant, later);

  it('is understood by every process with the secret until it expires', () => {
    expect(linksWith('a secret of at least thirty-two characters').verify(grant.projectId, token, now)).toEqual(grant);
    expect(links.verify(grant.projectId, token, later)).toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['another expiry', token.replace(/\.\d+\./, '.9999999999.')],
    ['another user', token.replace(grant.userId, grant.exportId)],
    ['another signature', `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`],
    ['no signature', token.replace(/[^.]*$/, '')],
    ['something appended', `${token}.x`],
  ])('with %s is refused', (_, changed) => {
    expect(links.verify(grant.projectId, changed, now)).toBeNull();
  });

  it('opens no other project, and is worth nothing to a process with another secret', () => {
    expect(links.verify(grant.userId, token, now)).toBeNull();
    expect(linksWith().verify(grant.projectId, token, now)).toBeNull();
    expect(linksWith().verify(grant.projectId, linksWith().sign(grant, later), now)).toBeNull();
  });
});
