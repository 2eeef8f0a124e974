import { Logger } from '@nestjs/common';
import { currentRequest } from './request-id/request-scope.js';
import { bodyOf, servePipeline } from './http-pipeline-client.fixture.js';
import { OWN } from './things.fixture.js';

const { send, get, json } = servePipeline();

describe('entity tags', () => {
  it('revalidate a read', async () => {
    const first = await get(`/api/things/${OWN}`);
    expect(first.headers.get('etag')).toBe('"v3"');
    const second = await get(`/api/things/${OWN}`, { 'If-None-Match': 'W/"v3"' });
    expect({ ...second, headers: [...second.headers.keys()] }).toMatchObject({ status: 304, body: '' });
    expect(second.headers.get('etag')).toBe('"v3"');
    expect((await get(`/api/things/${OWN}`, { 'If-None-Match': '"v2"' })).status).toBe(200);
  });

  it.each([
    [undefined, 200],
    ['"v3"', 200],
    ['"v1", "v3"', 200],
    ['*', 200],
    ['"v2"', 412],
    ['W/"v3"', 412],
    ['v3', 400],
  ])('guard a change: If-Match %s is %i', async (tag, status) => {
    expect((await json('PATCH', `/api/things/${OWN}`, { name: 'x' }, tag ? { 'If-Match': tag } : {})).status).toBe(
      status,
    );
  });
});

describe('the request scope', () => {
  it('knows the user and the request, before and after the body is read', async () => {
    expect(bodyOf(await get(`/api/things/${OWN}`))['user']).toBe('user-1');
    const created = await json('POST', '/api/things', { name: 'x', keywords: ['cat'], max_images: 1 });
    expect(bodyOf(created)['request_id']).toBe(created.headers.get('x-request-id'));
  });

  it('is outside requests not there', () => {
    expect(currentRequest()).toBeNull();
  });

  it('is logged in one line, without the query', async () => {
    const log = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
    const answer = await get(`/api/things/${OWN}?secret=1`, {
      'X-Request-Id': 'trace-0123.4567',
      Authorization: 'Bearer secret',
    });
    await vi.waitFor(() => expect(log).toHaveBeenCalledOnce());
    const line = String(log.mock.calls[0]?.[0]);
    log.mockRestore();
    expect(answer.status).toBe(422);
    expect(line).toMatch(/^GET \/api\/things\/:thing_id 422 \d+ms request_id=trace-0123\.4567$/);
  });
});

describe('requests and answers', () => {
  it('page by cursor, bound to the filters', async () => {
    const first = await get('/api/things?limit=2&q=cat');
    const next = /<http:\/\/api\.test([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(next).toMatch(/^\/api\/things\?limit=2&q=cat&cursor=/);
    expect((await get(next)).status).toBe(200);
    expect((await get(next.replace('q=cat', 'q=dog'))).status).toBe(422);
  });

  it('are the same under /api/v1', async () => {
    expect((await get(`/api/v1/things/${OWN}`)).status).toBe(200);
    expect((await get('/api/v12/things')).status).toBe(404);
    expect((await get(`/api/v1/things?cursor=x`)).body).toContain('"instance":"/api/v1/things"');
  });

  it('carry a request id: a sane one of the caller, else a new one', async () => {
    expect((await get('/health/live', { 'X-Request-Id': 'trace-0123.4567' })).headers.get('x-request-id')).toBe(
      'trace-0123.4567',
    );
    for (const bad of ['short', 'a'.repeat(200), 'with blank inside']) {
      expect((await get('/health/live', { 'X-Request-Id': bad })).headers.get('x-request-id')).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7/,
      );
    }
  });

  it('embed what the registry knows', async () => {
    expect(bodyOf(await get('/api/things?include=parts'))['data']).toMatchObject([
      { id: OWN, parts: { data: [OWN], has_more: false } },
    ]);
    expect(bodyOf(await get('/api/things?include=parts,nope'))['errors']).toMatchObject([
      { parameter: 'include', code: 'unknown-include' },
    ]);
  });

  it('need no body where none is read, and any type that the route declares', async () => {
    const other = OWN.replace('a', 'b');
    expect(
      (
        await send({
          method: 'POST',
          target: `/api/things/${other}/pause`,
          headers: { 'Content-Type': 'application/json' },
          body: '',
        })
      ).status,
    ).toBe(200);
    expect((await send({ method: 'DELETE', target: `/api/things/${OWN}` })).status).toBe(204);
    const png = { method: 'POST', target: '/api/things/upload', headers: { 'Content-Type': 'image/png' } };
    expect(bodyOf(await send({ ...png, body: Buffer.alloc(150_000) }))).toEqual({ length: 150_000 });
    expect((await send({ ...png, body: Buffer.alloc(250_000) })).status).toBe(413);
  });

  it('negotiate by what the route produces', async () => {
    const file = `/api/things/${OWN}/file`;
    expect((await get(file, { Accept: 'image/*' })).status).toBe(200);
    expect((await get(file, { Accept: 'text/html' })).status).toBe(406);
    expect((await get('/api/things', { Accept: 'text/html, */*;q=0.1' })).status).toBe(200);
    expect((await get('/api/things', { Accept: 'application/json;q=0' })).status).toBe(406);
  });

  it('answer HEAD like GET without the body', async () => {
    const [head, whole] = [
      await send({ method: 'HEAD', target: `/api/things/${OWN}` }),
      await get(`/api/things/${OWN}`),
    ];
    expect(head.body).toBe('');
    expect(head.headers.get('content-length')).toBe(whole.headers.get('content-length'));
  });

  it('null clears only what may be null', async () => {
    expect((await json('PATCH', `/api/things/${OWN}`, { description: null })).status).toBe(200);
    expect((await json('PATCH', `/api/things/${OWN}`, { dry: null })).status).toBe(422);
    expect(bodyOf(await json('PATCH', `/api/things/${OWN}`, { name: null }))['errors']).toMatchObject([
      { pointer: '/name', code: 'is-string' },
    ]);
  });
});
