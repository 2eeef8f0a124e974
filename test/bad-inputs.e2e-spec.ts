import { answerFaults, slugOf } from './support/openapi/answer-faults.js';
import { METHODS, operationsOf, readDocument, type Operation } from './support/openapi/api-document.js';
import type { BadRequest } from './support/openapi/bad-request.js';
import { badRequests, validRequest, type Material } from './support/openapi/bad-requests.js';
import { isObject } from './support/openapi/json-schema.js';
import { LogWatch } from './support/openapi/log-watch.js';
import { givenResources, ownPath } from './support/openapi/resources.js';
import { each, send, type Answer } from './support/openapi/send.js';
import { tableContents } from './support/openapi/table-contents.js';
import { TestApp } from './support/test-app.js';

const document = readDocument();
const { schemas } = document.components;
const operations = operationsOf(document).map((operation): [string, Operation] => [operation.id, operation]);

describe('bad inputs of every operation', () => {
  let app: TestApp;
  let material: Material;
  let log: LogWatch;
  let before: Record<string, string>;
  let sent = 0;

  beforeAll(async () => {
    app = await TestApp.start();
    const [user, other] = [await app.givenUser({ credits: 100_000 }), await app.givenUser()];
    material = {
      schemas,
      own: await givenResources(app, user),
      foreign: await givenResources(app, other),
      credentials: { Authorization: `Bearer ${user.key}` },
    };
    before = await tableContents(app);
    log = LogWatch.start();
  });
  afterAll(async () => {
    log.stop();
    await app.stop();
    console.log(`bad inputs: ${operations.length} operations, ${sent} requests`);
  });

  const ask = (request: BadRequest['request']): Promise<Answer> => {
    sent++;
    return send(app.url, request);
  };

  it.each(operations)('%s refuses them as documented', async (_id, operation) => {
    const requests = badRequests(operation, material);
    const faults = await each(requests, async ({ name, request, ...expected }) => {
      const answer = await ask(request);
      const found = [...unexpected(answer, expected), ...answerFaults(operation, request, answer, schemas)];
      return found.map((fault) => `${request.method} ${request.target.slice(0, 160)} [${name}]: ${fault}`);
    });
    expect(faults.flat()).toEqual([]);
  });

  it.each(Object.entries(document.paths))('%s refuses other methods', async (path, item) => {
    const target = ownPath(path, material.own);
    const known = METHODS.filter((method) => item[method]).map((method) => method.toUpperCase());
    const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : [])].toSorted();
    const others = [...METHODS, 'options', 'trace']
      .map((method) => method.toUpperCase())
      .filter((method) => !allow.includes(method));
    for (const method of others) {
      const request = { method, target, headers: material.credentials };
      const answer = await ask(request);
      expect({ method, status: answer.status, allow: answer.headers.allow }).toEqual({
        method,
        status: 405,
        allow: allow.join(', '),
      });
      expect(answerFaults(undefined, request, answer, schemas)).toEqual([]);
    }
  });

  it.each(operations.filter(([, { method }]) => method === 'GET'))('%s answers HEAD as GET', async (_id, operation) => {
    const request = validRequest(operation, material);
    const [get, head] = [await ask(request), await ask({ ...request, method: 'HEAD' })];
    expect(answerFaults(operation, request, get, schemas)).toEqual([]);
    expect({
      status: head.status,
      text: head.text,
      type: head.headers['content-type'],
      etag: head.headers.etag,
    }).toEqual({
      status: get.status,
      text: '',
      type: get.headers['content-type'],
      etag: get.headers.etag,
    });
  });

  it('left every table as it was', async () => {
    expect(sent).toBeGreaterThan(1_000);
    expect(await tableContents(app)).toEqual(before);
  });

  it('logged no error, and nothing that only the database refused', () => {
    expect(log.complaints).toEqual([]);
  });
});

function unexpected(answer: Answer, { status, slug, names }: Pick<BadRequest, 'status' | 'slug' | 'names'>): string[] {
  if (answer.status !== status || slugOf(answer) !== slug)
    return [`${answer.status} ${slugOf(answer)} instead of ${status} ${slug}: ${answer.text.slice(0, 300)}`];
  if (names === undefined) return [];
  const body: unknown = JSON.parse(answer.text);
  const errors = isObject(body) && Array.isArray(body['errors']) ? (body['errors'] as Record<string, unknown>[]) : [];
  const places = errors.map(({ pointer, parameter }) => String(pointer ?? parameter));
  return places.includes(names) ? [] : [`the errors name ${places.join(', ') || 'nothing'} instead of ${names}`];
}
