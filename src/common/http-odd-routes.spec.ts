import { bodyOf, servePipeline } from './http-pipeline-client.fixture.js';
import { createPipelineApp } from './http-pipeline.fixture.js';
import type { RawAnswer } from './raw-http.fixture.js';

const { send, get } = servePipeline();

const post = (target: string, type: string, body?: string): Promise<RawAnswer> =>
  send({ method: 'POST', target, ...(body !== undefined && { body, headers: { 'Content-Type': type } }) });

describe('routes that bend a rule', () => {
  it('keep the bytes beside the JSON, or take the stream', async () => {
    expect(bodyOf(await post('/api/odd/signed', 'application/json', '{ "a":1}'))).toEqual({
      bytes: '{ "a":1}',
      body: { a: 1 },
    });
    expect(bodyOf(await post('/api/odd/stream', 'application/octet-stream', 'a'.repeat(150_000)))).toEqual({
      length: 150_000,
    });
    expect((await post('/api/odd/stream', 'application/json', '{}')).status).toBe(415);
  });

  it('do without a body, but check one that comes', async () => {
    expect(bodyOf(await post('/api/odd/retry', ''))).toEqual({ times: null });
    expect(bodyOf(await post('/api/odd/retry', 'application/json', '{"times":2}'))).toEqual({ times: 2 });
    expect((await post('/api/odd/retry', 'application/json', '{"times":4}')).status).toBe(422);
    expect((await post('/api/odd/retry', 'application/json', 'null')).status).toBe(422);
  });

  it('take any query where they say so', async () => {
    expect(bodyOf(await get('/api/odd/any?a=1&a=2&b'))).toEqual({ a: ['1', '2'], b: '' });
  });

  it.each([
    ['true', true],
    ['false', false],
  ])('read the flag %s', async (text, dry) => {
    expect(bodyOf(await get(`/api/odd/flag?dry=${text}`))).toEqual({ dry });
  });

  it.each(['1', 'TRUE', '', 'false%20'])('refuse the flag %j', async (text) => {
    expect((await get(`/api/odd/flag?dry=${text}`)).status).toBe(422);
  });
});

it('ends event streams when it shuts down, instead of waiting for them', async () => {
  const other = await createPipelineApp();
  await other.listen(0, '127.0.0.1');
  const stream = await fetch(`${await other.getUrl()}/api/odd/events`, { headers: { Accept: 'text/event-stream' } });
  expect(stream.headers.get('x-request-id')).toBeTruthy();
  const text = stream.text();
  await other.close();
  expect(await text).toContain('data: {"n":1}');
});
