import { bodyOf, servePipeline } from './http-pipeline-client.fixture.js';
import { OWN } from './things.fixture.js';
import type { RawRequest } from './raw-http.fixture.js';

const { send, get, json } = servePipeline();

describe('errors', () => {
  it('point at the item of a list, at missing and at unknown properties', async () => {
    const { errors } = bodyOf(
      await json('POST', '/api/things', { keywords: ['cat', 5, 'x'], nope: 1, max_images: '10' }),
    );
    const found = (Array.isArray(errors) ? errors : []).map(
      (error: Record<string, string>) => `${error['pointer']} ${error['code']}`,
    );
    expect(found.toSorted()).toEqual([
      '/keywords/1 is-string',
      '/keywords/2 min-length',
      '/max_images is-int',
      '/name required',
      '/nope unknown-property',
    ]);
  });

  it('point at the bad character and at the reserved name', async () => {
    const nul = bodyOf(await json('POST', '/api/things', { options: { 'a/b': ['x', '\0'] } }));
    expect(nul['errors']).toMatchObject([{ pointer: '/options/a~1b/1', code: 'invalid-characters' }]);
    const reserved = bodyOf(await json('POST', '/api/things', { options: { a: { constructor: 1 } } }));
    expect(reserved['errors']).toMatchObject([{ pointer: '/options/a/constructor', code: 'unknown-property' }]);
  });

  it('name the parameter', async () => {
    expect(bodyOf(await get('/api/things?limit=0&limit=1&nope=1'))['errors']).toMatchObject([
      { parameter: 'limit', code: 'repeated' },
    ]);
    expect(bodyOf(await get('/api/things?limit=0&nope=1'))['errors']).toEqual(
      expect.arrayContaining([
        { parameter: 'limit', code: 'min', message: 'must be at least 1' },
        { parameter: 'nope', code: 'unknown-property', message: 'is not known here' },
      ]),
    );
    expect(bodyOf(await get('/api/things/x'))['errors']).toEqual([
      { parameter: 'thing_id', code: 'is-uuid', message: 'must be a UUID' },
    ]);
  });

  it('tell nothing of the inside', async () => {
    const answer = await get('/api/things/failures/x');
    expect(answer.status).toBe(500);
    expect(answer.body).not.toMatch(/secret|inside|stack|\.ts/);
  });

  it.each([
    ['22021', 422, 'validation-failed'],
    ['54000', 422, 'validation-failed'],
    ['23505', 409, 'conflict'],
    ['23503', 409, 'reference-conflict'],
    ['23514', 409, 'conflict'],
    ['40001', 503, 'service-unavailable'],
    ['53300', 503, 'service-unavailable'],
    ['57P01', 503, 'service-unavailable'],
    ['57014', 503, 'timeout'],
    ['42601', 500, 'internal-error'],
  ])('map SQLSTATE %s to %i %s', async (code, status, slug) => {
    const answer = await get(`/api/things/failures/x?code=${code}`);
    expect(bodyOf(answer)).toMatchObject({ status, type: `http://api.test/problems/${slug}` });
    expect(answer.headers.has('retry-after')).toBe(status === 503);
    expect(answer.body).not.toContain('fault');
  });

  it('challenge, ask to wait, and list the methods', async () => {
    expect((await get('/api/things', { as: 'nobody' })).headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect((await get('/api/things', { as: 'flood' })).headers.get('retry-after')).toBe('7');
    expect((await send({ method: 'PUT', target: `/api/things/${OWN}` })).headers.get('allow')).toBe(
      'DELETE, GET, HEAD, PATCH',
    );
  });
});

describe('deprecated routes', () => {
  const { Deprecation, Sunset } = { Deprecation: '@1793491200', Sunset: 'Tue, 01 Jun 2027 00:00:00 GMT' };
  it.each<[string, RawRequest, number]>([
    ['answers', {}, 200],
    ['unreadable bodies', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{' }, 400],
    ['undecodable paths', { target: '/api/old-things/%FF' }, 400],
    ['callers without credentials', { headers: { as: 'nobody' } }, 401],
    ['callers without the right', { headers: { as: 'forbidden' } }, 403],
    ['missing resources', { target: `/api/old-things/${OWN}` }, 404],
    ['wrong methods', { method: 'PUT' }, 405],
    ['other media types', { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body: 'a' }, 415],
    ['too many requests', { headers: { as: 'flood' } }, 429],
  ])('tell %s', async (_, request, status) => {
    const answer = await send({ target: '/api/old-things', ...request });
    expect(answer.status).toBe(status);
    expect({ Deprecation: answer.headers.get('deprecation'), Sunset: answer.headers.get('sunset') }).toEqual({
      Deprecation,
      Sunset,
    });
    expect(answer.headers.get('link')).toMatch(/rel="deprecation".*rel="successor-version"/);
    expect(bodyOf(answer)['message']).toBe(bodyOf(answer)['detail']); // undefined both on success
  });

  it('link to the next page as well', async () => {
    expect((await get('/api/old-things')).headers.get('link')).toMatch(/rel="deprecation".*cursor=x>; rel="next"/);
  });
});
