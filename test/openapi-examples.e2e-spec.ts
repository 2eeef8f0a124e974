import { randomUUID } from 'node:crypto';
import { operationsOf, readDocument, type Operation } from './support/openapi/api-document.js';
import { answerFaults } from './support/openapi/answer-faults.js';
import { validRequest, withQuery } from './support/openapi/valid-request.js';
import { credentialsOf, givenAdmin } from './support/openapi/callers.js';
import { flatten, type JsonSchema } from './support/openapi/json-schema.js';
import { givenResources, prepareFor } from './support/openapi/resources.js';
import { send, type ApiRequest } from './support/openapi/send.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const document = readDocument();
const { schemas } = document.components;
const operations = operationsOf(document);
const named = (chosen: readonly Operation[]): [string, Operation][] => chosen.map((each) => [each.id, each]);
const withBody = operations.filter(({ body }) => body);
const withExamples = operations.filter(({ queryParameters }) => queryParameters.some((each) => exampleIn(each.schema)));

/** What a reader of the documentation would copy: every request example, sent as it stands with ids of the reader's own. */
describe('the examples in docs/openapi.json', () => {
  let app: TestApp;
  let user: TestUser;
  let admin: TestUser;
  beforeAll(async () => {
    app = await TestApp.start();
    user = await app.givenUser({ credits: 1_000_000 });
    admin = await givenAdmin(app);
  });
  afterAll(() => app.stop());

  /** A valid request of the operation on new resources: path, credentials, and ids for the body. */
  async function given(operation: Operation): Promise<ApiRequest> {
    const caller = operation.roles.includes('admin') ? admin : user;
    const own = await givenResources(app, caller);
    await prepareFor(operation.id, app, own);
    return validRequest(operation, { schemas, own, credentials: credentialsOf(caller.key) });
  }

  async function mustSucceed(operation: Operation, request: ApiRequest): Promise<void> {
    const answer = await send(app.url, request);
    expect({ status: answer.status, text: answer.status < 300 ? '' : answer.text }).toEqual({
      status: expect.toSatisfy((status: number) => status >= 200 && status < 300),
      text: '',
    });
    expect(answerFaults(operation, request, answer, schemas)).toEqual([]);
  }

  it('are there for every text and number that a body needs', () => {
    const missing = withBody.flatMap(({ id, body = {} }) => {
      const { properties = {}, required = [] } = flatten(body, schemas);
      return required
        .filter((name) => exampleOf(properties[name] ?? {}, {}) === undefined)
        .map((name) => `${id} ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it.each(named(withBody))('%s takes the body', async (_id, operation) => {
    const request = await given(operation);
    const valid: unknown = JSON.parse(String(request.body ?? '{}'));
    const body = Object(exampleOf(operation.body ?? {}, valid));
    // a reference is good for one grant, and other tests have used the example's
    const once = operation.id === 'grantCredits' && { reference: randomUUID() };
    // the options show what each source can be told, so the job names those sources
    const told = 'sources' in body && 'options' in body && { sources: Reflect.get(Object(valid), 'sources') };
    const sent = { ...body, ...once, ...told };
    await mustSucceed(operation, { ...request, body: JSON.stringify(sent) });
  });

  it.each(named(withExamples))('%s takes each query', async (_id, operation) => {
    for (const { name, schema } of operation.queryParameters.filter(({ required }) => !required)) {
      const example = exampleIn(schema);
      if (example === undefined) continue;
      const request = await given(operation);
      const query = `${name}=${encodeURIComponent(typeof example === 'string' ? example : JSON.stringify(example))}`;
      await mustSucceed(operation, { ...request, target: withQuery(request.target, query) });
    }
  });
});

function exampleIn(schema: JsonSchema): unknown {
  return flatten(schema, schemas).example;
}

/** What the documentation shows for a schema; ids, and what has no example, from `own`. */
function exampleOf(schema: JsonSchema, own: unknown): unknown {
  const flat = flatten(schema, schemas);
  if (flat.format === 'uuid') return own;
  if (flat.example !== undefined) return flat.example;
  if (flat.default !== undefined) return flat.default;
  if (flat.enum) return flat.enum[0];
  if (flat.types.includes('boolean')) return true;
  if (!flat.properties) return undefined;
  const members = Object.entries(flat.properties).map(([name, member]) => {
    const given: unknown = Reflect.get(Object(own), name);
    return [name, exampleOf(member, given)] as const;
  });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}
