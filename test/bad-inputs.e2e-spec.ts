import { UrlListSweep } from '../src/modules/url-lists/url-list-sweep.js';
import { answerFaults, slugOf } from './support/openapi/answer-faults.js';
import { METHODS, operationsOf, readDocument, type Operation } from './support/openapi/api-document.js';
import type { BadRequest } from './support/openapi/bad-request.js';
import { badRequests, type BadMaterial } from './support/openapi/bad-requests.js';
import { credentialsOf, givenAdmin } from './support/openapi/callers.js';
import { validRequest } from './support/openapi/valid-request.js';
import { fuzz } from './support/openapi/fuzz.js';
import { isObject } from './support/openapi/json-schema.js';
import { LogWatch } from './support/openapi/log-watch.js';
import { givenResources, ownPath, type ResourceIds } from './support/openapi/resources.js';
import { each, send, type Answer } from './support/openapi/send.js';
import { tableContents } from './support/openapi/table-contents.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const document = readDocument();
const { schemas } = document.components;
const operations = operationsOf(document).map((operation): [string, Operation] => [operation.id, operation]);

describe('bad inputs of every operation', () => {
  let app: TestApp;
  let ofUser: BadMaterial;
  let ofAdmin: BadMaterial;
  let log: LogWatch;
  let before: Record<string, string>;
  let sent = 0;

  beforeAll(async () => {
    app = await TestApp.start({ env: { STRIPE_WEBHOOK_SECRET: 'whsec_of_the_tests' } });
    const [user, other] = [await app.givenUser({ credits: 100_000 }), await app.givenUser()];
    const admin = await givenAdmin(app);
    const foreign = await givenResources(app, other);
    ofUser = { schemas, own: await givenResources(app, user), foreign, credentials: credentialsOf(user.key) };
    ofAdmin = { schemas, own: await givenResources(app, admin), foreign, credentials: credentialsOf(admin.key) };
    await app.inContext(() => app.get(UrlListSweep).removeDeleted()); // what other files left
    before = await tableContents(app);
    log = LogWatch.start();
  });
  afterAll(async () => {
    log.stop();
    await app.stop();
    console.log(`bad inputs: ${operations.length} operations, ${sent} requests`);
  });

  const materialFor = ({ roles }: Operation): BadMaterial => (roles.includes('admin') ? ofAdmin : ofUser);
  const ask = (request: BadRequest['request']): Promise<Answer> => {
    sent++;
    return send(app.url, request);
  };

  it.each(operations)('%s refuses them as documented', async (_id, operation) => {
    const requests = badRequests(operation, materialFor(operation));
    const faults = await each(requests, async ({ name, request, ...expected }) => {
      const answer = await ask(request);
      const found = [...unexpected(answer, expected), ...answerFaults(operation, request, answer, schemas)];
      return found.map((fault) => `${request.method} ${request.target.slice(0, 160)} [${name}]: ${fault}`);
    });
    expect(faults.flat()).toEqual([]);
  });

  it.each(Object.keys(document.paths).map((path) => [path]))('%s refuses other methods', async (path) => {
    const target = ownPath(path, ofUser.own);
    const known = METHODS.filter((method) => methodsAt(target).has(method)).map((method) => method.toUpperCase());
    const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : [])].toSorted();
    const others = [...METHODS, 'options', 'trace']
      .map((method) => method.toUpperCase())
      .filter((method) => !allow.includes(method));
    for (const method of others) {
      const request = { method, target, headers: ofUser.credentials };
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
    const request = validRequest(operation, materialFor(operation));
    const [get, head] = [await ask(request), await ask({ ...request, method: 'HEAD' })];
    expect(get.status).toBe(200);
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
    await app.inContext(() => app.get(UrlListSweep).removeDeleted()); // uploads that were refused on the way
    expect(await tableContents(app)).toEqual(before);
  });

  it('logged no error, and nothing that only the database refused', () => {
    expect(log.complaints).toEqual([]);
  });
});

describe('random requests of every operation', () => {
  const REQUESTS = 45; // of each operation
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
  const statuses = new Map<number, number>();
  const onAnswer = ({ status }: Answer): void => void statuses.set(status, (statuses.get(status) ?? 0) + 1);
  let app: TestApp;
  let log: LogWatch;
  /** Whoever only reads can share. */
  let reader: { user: TestUser; own: ResourceIds };

  async function given(operation?: Operation): Promise<typeof reader> {
    const isForAdmins = operation?.roles.includes('admin') ?? false;
    const user = isForAdmins ? await givenAdmin(app) : await app.givenUser({ credits: 1_000_000 });
    return { user, own: await givenResources(app, user) };
  }

  beforeAll(async () => {
    app = await TestApp.start({ env: { STRIPE_WEBHOOK_SECRET: 'whsec_of_the_tests' } });
    reader = await given();
    log = LogWatch.start();
  });
  afterAll(async () => {
    log.stop();
    await app.stop();
    const counts = [...statuses].toSorted(([a], [b]) => a - b).map(([status, n]) => `${n} × ${status}`);
    console.log(`fuzz: FUZZ_SEED=${seed}, answers ${counts.join(', ')}`);
  });

  it.each(operations)('%s answers as documented, and accepts only what is', async (_id, operation) => {
    const { user, own } = operation.method === 'GET' && operation.roles.length === 0 ? reader : await given(operation);
    const credentials = credentialsOf(user.key);
    await fuzz(operation, { origin: app.url, schemas, own, credentials, seed, requests: REQUESTS, onAnswer });
  });

  it('were of every sort, and left no error in the log', () => {
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 201, 204, 400, 404, 422]));
    expect(log.complaints).toEqual([]);
  });
});

/** Methods of every path that the target matches: `stats` in `/datasets/stats` may also be an id. */
function methodsAt(target: string): Set<string> {
  const matching = Object.entries(document.paths).filter(([path]) =>
    new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(target),
  );
  return new Set(matching.flatMap(([, item]) => Object.keys(item)));
}

function unexpected(answer: Answer, { status, slug, names }: Pick<BadRequest, 'status' | 'slug' | 'names'>): string[] {
  if (answer.status !== status || slugOf(answer) !== slug)
    return [`${answer.status} ${slugOf(answer)} instead of ${status} ${slug}: ${answer.text.slice(0, 300)}`];
  if (names === undefined) return [];
  const body: unknown = JSON.parse(answer.text);
  const errors: unknown[] = isObject(body) && Array.isArray(body['errors']) ? body['errors'] : [];
  const places = errors.map((error) => (isObject(error) ? String(error['pointer'] ?? error['parameter']) : ''));
  return places.includes(names) ? [] : [`the errors name ${places.join(', ') || 'nothing'} instead of ${names}`];
}
