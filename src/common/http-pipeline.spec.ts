import { BODIES } from './bad-bodies.fixture.js';
import type { BadInput } from './bad-input.fixture.js';
import { TARGETS } from './bad-targets.fixture.js';
import { servePipeline } from './http-pipeline-client.fixture.js';
import { createPipelineApp } from './http-pipeline.fixture.js';
import { exchange, requestBytes, type RawAnswer } from './raw-http.fixture.js';

const { sendBytes } = servePipeline();

/** Every problem has the same shape, whoever refused the request. */
function expectProblem(answer: RawAnswer, slug: string): Record<string, unknown> {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const body: Record<string, unknown> = JSON.parse(answer.body);
  const texts = { title: expect.any(String), detail: expect.any(String), instance: expect.any(String) };
  expect(body).toMatchObject({ status: answer.status, ...texts });
  expect(body['type']).toMatch(new RegExp(`^(http://api\\.test|http://a|)/problems/${slug}$`));
  expect(body['request_id']).toBe(answer.headers.get('x-request-id'));
  return body;
}

describe('the table of bad inputs', () => {
  it.each<BadInput>([...TARGETS, ...BODIES])('%i %s', async (_row, _name, bytes, status, slug) => {
    const answer = await sendBytes(bytes);
    expect({ status: answer.status, body: answer.body.slice(0, 500) }).toMatchObject({ status });
    const body = slug ? expectProblem(answer, slug) : {};
    const errors = Array.isArray(body['errors']) ? body['errors'] : [];
    expect(errors.length).toBeLessThanOrEqual(20);
    expect(errors.length > 0).toBe(
      slug === 'validation-failed' || slug === 'invalid-cursor' || slug === 'invalid-characters',
    );
  });

  it('has every row that the pipeline alone decides', () => {
    const rows = new Set([...TARGETS, ...BODIES].map(([row]) => row));
    const elsewhere = new Set([6, 19, 55, 56, 60, 61, 62, 68]);
    const decided = Array.from({ length: 75 }, (_, i) => i + 1).filter((row) => !elsewhere.has(row));
    expect([...decided, 86, 97, 100].filter((row) => !rows.has(row))).toEqual([]);
  });
});

it('19 answers 408 and closes when the body is shorter than its Content-Length', async () => {
  const slow = await createPipelineApp({ requestTimeout: 200 });
  await slow.listen(0, '127.0.0.1');
  const headers = { 'Content-Type': 'application/json', 'Content-Length': '100' };
  const answer = await exchange(
    Number(new URL(await slow.getUrl()).port),
    requestBytes({ method: 'POST', headers, body: '{' }),
  );
  await slow.close();
  expect(answer.status).toBe(408);
  expectProblem(answer, 'request-timeout');
});
