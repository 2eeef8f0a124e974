import { randomUUID } from 'node:crypto';
import { Stripe } from 'stripe';
import { isUuid } from '../src/common/validation/uuid.js';
import { answerFaults } from './support/openapi/answer-faults.js';
import { operationsOf, readDocument, type Operation, type Parameter } from './support/openapi/api-document.js';
import { isByLink, validRequest, withQuery } from './support/openapi/valid-request.js';
import { credentialsOf, givenCast, issueKey, type Caller, type Cast } from './support/openapi/callers.js';
import { LogWatch } from './support/openapi/log-watch.js';
import { givenResources, missingIds, ownPath, prepareFor, type ResourceIds } from './support/openapi/resources.js';
import { each, send, type Answer, type ApiRequest } from './support/openapi/send.js';
import { tableContents } from './support/openapi/table-contents.js';
import { targetsOf, type Target } from './support/openapi/targets.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const PAYMENT_SECRET = 'whsec_of_the_tests';
const document = readDocument();
const { schemas } = document.components;
const operations = operationsOf(document).map((operation): [string, Operation] => [operation.id, operation]);

describe('authorisation of every operation', () => {
  let app: TestApp;
  let cast: Cast;
  /** More of the owner's and of the other user's. */
  let ownOther: ResourceIds;
  let log: LogWatch;
  let before: Record<string, string>;
  const count = { cells: 0, requests: 0, pairs: 0, leaks: 0 };

  beforeAll(async () => {
    app = await TestApp.start({ env: { STRIPE_WEBHOOK_SECRET: PAYMENT_SECRET } });
    cast = await givenCast(app);
    ownOther = await givenResources(app, cast.owner);
    before = await tableContents(app);
    log = LogWatch.start();
  });
  afterAll(async () => {
    log.stop();
    await app.stop();
    console.log(
      `authorisation: ${operations.length} operations, ${count.cells} cells, ${count.requests} requests, ` +
        `${count.pairs} pairs of foreign and missing compared, ${count.leaks} leaks`,
    );
  });

  const ask = (request: ApiRequest): Promise<Answer> => {
    count.requests++;
    return send(app.url, request);
  };

  async function cellFaults(operation: Operation, caller: Caller, target: Target): Promise<string[]> {
    const expected = expectedStatus(operation, caller, target);
    if (expected === 'success' && operation.method !== 'GET') return []; // on resources of its own, below
    count.cells++;
    const asked = request(operation, caller, target.path);
    const answer = await ask(asked);
    const faults = answerFaults(operation, asked, answer, schemas);
    const fits = expected === 'success' ? answer.status < 300 : answer.status === expected;
    if (!fits) faults.push(`${answer.status} instead of ${expected}: ${answer.text.slice(0, 200)}`);
    const leak = (!fits && answer.status < 300) || showsForeign(answer, caller);
    if (leak) faults.push(`leaks: ${answer.text.slice(0, 500)}`);
    if (target.twin !== undefined) {
      count.pairs++;
      const missing = await ask(request(operation, caller, target.twin));
      const [here, there] = [alike(answer, target.path), alike(missing, target.twin)];
      if (here !== there) faults.push(`differs from missing:\n${here}\n${there}`);
    }
    if (faults.length > 0) count.leaks++;
    return faults.map((fault) => `${caller.name} × ${target.name}: ${fault}`);
  }

  it.each(operations)('%s lets in whom it should, and tells the others nothing', async (_id, operation) => {
    const cells = cast.callersOf(operation).flatMap((caller) =>
      targetsOf(operation.path, { own: caller.own, foreign: caller.foreign, ownOther }).map((target) => ({
        caller,
        target,
      })),
    );
    const faults = await each(cells, ({ caller, target }) => cellFaults(operation, caller, target));
    expect(faults.flat()).toEqual([]);
  });

  const filters = operations.filter(([, { queryParameters }]) => queryParameters.some(isId));
  it.each(filters)('%s finds nothing by the ids of others', async (_id, operation) => {
    const ids = Object.values(cast.foreign).filter((id) => isUuid(id));
    for (const { name } of operation.queryParameters.filter(isId)) {
      for (const id of operation.roles.length > 0 ? [] : ids) {
        const [foreign, missing] = await each([id, missingIds().project], (value) => {
          const { target, ...rest } = request(
            operation,
            cast.callersOf(operation)[0]!,
            ownPath(operation.path, cast.own),
          );
          return ask({ ...rest, target: withQuery(target, `${name}=${value}`) });
        });
        count.pairs++;
        expect(foreign && alike(foreign, '')).toBe(missing && alike(missing, ''));
      }
    }
  });

  it('changed nothing for those it refused', async () => {
    expect(count.cells).toBeGreaterThan(1_000);
    expect(await tableContents(app)).toEqual(before);
  });

  it.each(operations)(
    '%s works for its owner with all scopes, and with no more than its own',
    async (_id, operation) => {
      for (const scopes of [[], operation.scopes]) {
        count.cells++;
        const user = await callerFor(operation);
        const { key } = scopes.length > 0 ? await issueKey(app, user, scopes) : user;
        const reuse = operation.method === 'GET' && user === cast.owner;
        const ids = reuse ? cast.own : await givenResources(app, user);
        await prepareFor(operation.id, app, ids);
        const asked = succeeding(operation, ids, credentialsOf(key));
        const answer = await ask(asked);
        if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
        expect(answerFaults(operation, asked, answer, schemas)).toEqual([]);
      }
    },
  );

  it('logged no error', () => {
    expect(log.complaints).toEqual([]);
  });

  /** Who may call it; somebody new for what ends its caller. */
  async function callerFor({ id, roles }: Operation): Promise<TestUser> {
    if (id === 'deleteMyAccount') return app.givenUser();
    return roles.includes('admin') ? cast.admin : cast.owner;
  }
});

const request = (operation: Operation, { own, key }: Caller, path: string): ApiRequest =>
  validRequest(operation, { schemas, own, credentials: credentialsOf(key) }, path);

function succeeding(operation: Operation, own: ResourceIds, credentials: Record<string, string>): ApiRequest {
  const valid = validRequest(operation, { schemas, own, credentials });
  if (operation.id === 'receivePayment') return signedPayment(valid);
  // a key may grant only what it has
  return operation.id === 'createApiKey'
    ? { ...valid, body: JSON.stringify({ name: 'a key', scopes: operation.scopes }) }
    : valid;
}

/** An event that changes nothing; its signature is the credential. */
function signedPayment(valid: ApiRequest): ApiRequest {
  const event = { id: `evt_${randomUUID()}`, object: 'event', type: 'customer.created', data: { object: {} } };
  const body = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret: PAYMENT_SECRET });
  return { ...valid, headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signature }, body };
}

const isId = ({ schema }: Parameter): boolean => schema.format === 'uuid';

/** The rule: no valid credentials 401, a scope or role too few 403, then what is not there or not yours 404. */
function expectedStatus(operation: Operation, caller: Caller, target: Target): number | 'success' {
  if (!operation.isPublic) {
    if (caller.refused) return 401;
    if (operation.roles.includes('admin')) return 403;
    const held = new Set(caller.scopes);
    if (!operation.scopes.every((scope) => held.has(scope))) return 403;
  }
  if (target.own && !(isByLink(operation) && caller.suspended)) return 'success';
  return isByLink(operation) ? 403 : 404;
}

/** All of an answer that a client can see, but for what repeats the request. */
function alike({ status, headers, text }: Answer, path: string): string {
  const { date: _date, 'x-request-id': _id, ...rest } = headers;
  const ids = path.split('/').filter((segment) => segment.length === 36);
  const seen = `${status} ${JSON.stringify(rest)} ${text.replace(/"request_id":"[^"]*"/, '')}`;
  return ids.reduce((shown, id) => shown.replaceAll(id, 'ID'), seen);
}

/** Nothing of another user may be in an answer, whatever its status; the caller's own words come back in a problem. */
function showsForeign(answer: Answer, { foreign, key }: Caller): boolean {
  if (key === null) return false;
  const text = answer.text.replace(/"instance":"[^"]*"/, '');
  return Object.values(foreign).some((id) => text.includes(id));
}
