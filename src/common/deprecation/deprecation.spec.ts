import { deprecationHeaders } from './deprecation.js';

const ID = '0199d6a8-0000-7000-8000-00000000000a';
const notice = { since: new Date('2027-01-01T00:00:00Z'), sunset: new Date('2027-06-01T12:00:00Z'), docs: '/guide' };

it('says since when, until when, and where to read about it', () => {
  expect(deprecationHeaders(notice)).toEqual({
    Deprecation: '@1798761600',
    Sunset: 'Tue, 01 Jun 2027 12:00:00 GMT',
    Link: '</guide>; rel="deprecation"; type="text/html", </guide>; rel="sunset"; type="text/html"',
  });
});

it.each([
  ['/api/projects', {}, '/api/projects'],
  ['/api/projects/:id', { id: ID }, `/api/projects/${ID}`],
  ['/api/projects/:id/stats', { id: ID.toUpperCase() }, `/api/projects/${ID}/stats`],
  ['/api/projects/:id/stats', { id: 'x>; rel="x' }, '/api/projects'],
  ['/api/projects/:id', {}, '/api/projects'],
  ['/api/projects/:id', null, '/api/projects'],
  ['/api/projects/:constructor', {}, '/api/projects'],
])('leads from %s with %o to %s', (successor, parameters, expected) => {
  const { Link = '' } = deprecationHeaders({ ...notice, successor }, parameters);
  expect(Link.split(', ').at(-1)).toBe(`<${expected}>; rel="successor-version"`);
});
