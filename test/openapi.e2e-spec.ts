import { ModulesContainer } from '@nestjs/core';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { checkOpenApi } from '../dev/check/openapi-file.js';
import { MigrationGuideController } from '../src/modules/datasets/migration-guide.controller.js';
import { ProblemPagesController } from '../src/common/problem-pages/problem-pages.controller.js';
import { buildOpenApi } from '../src/openapi.js';
import { answerFaults } from './support/openapi/answer-faults.js';
import { operationsOf, readDocument, type ApiDocument, type Operation } from './support/openapi/api-document.js';
import { credentialsOf, givenAdmin } from './support/openapi/callers.js';
import { sampleBody, validRequest, withQuery, type Material } from './support/openapi/valid-request.js';
import { documentFaults } from './support/openapi/document-faults.js';
import { flatten, isObject, type JsonSchema } from './support/openapi/json-schema.js';
import { givenResources, prepareFor } from './support/openapi/resources.js';
import { sampleOf } from './support/openapi/sample.js';
import { send, type Answer, type ApiRequest } from './support/openapi/send.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const document = readDocument();
const { schemas } = document.components;
const operations = operationsOf(document);
const named = (chosen: readonly Operation[]): [string, Operation][] => chosen.map((each) => [each.id, each]);

describe('docs/openapi.json', () => {
  let app: TestApp;
  let ofUser: Material;
  let ofAdmin: Material;

  beforeAll(async () => {
    app = await TestApp.start();
    ofUser = await materialOf(await app.givenUser({ credits: 1_000_000 }));
    ofAdmin = await materialOf(await givenAdmin(app));
  });
  afterAll(() => app.stop());

  const ask = (request: ApiRequest): Promise<Answer> => send(app.url, request);

  it('is OpenAPI 3.1, and says of every operation what we promise', () => {
    expect(operations.length).toBeGreaterThan(40);
    expect(documentFaults(document)).toEqual([]);
  });

  it('has every operation of the running application, with its scopes and statuses', () => {
    const live: ApiDocument = JSON.parse(JSON.stringify(buildOpenApi(app.nest)));
    expect(operations.map(outline).toSorted()).toEqual(operationsOf(live).map(outline).toSorted());
  });

  it('hides no handler but the pages for people', () => {
    const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
    const handlers = controllers
      .filter(({ metatype }) => !PAGES.includes(metatype))
      .flatMap(({ metatype }) => handlersOf(metatype));
    expect(operations.map(({ id }) => id).toSorted()).toEqual(handlers.toSorted());
  });

  it('is what the built application says', { timeout: 120_000 }, async () => {
    expect(await checkOpenApi()).toMatchObject({ failed: 0, output: '' });
  });

  it.each(named(operations.filter(({ body }) => body)))('%s takes what is required alone', async (_id, operation) => {
    const { id, body: schema = {} } = operation;
    const material = await freshMaterial(operation);
    const required = sampleBody(schema, material, 'required');
    const whole = sampleBody(schema, material);
    const name = ALONE[id] ?? Object.keys(Object(whole))[0] ?? '';
    const body = Object.keys(Object(required)).length > 0 ? required : { [name]: Reflect.get(Object(whole), name) };
    const request = { ...validRequest(operation, material), body: JSON.stringify(body) };
    expect(await faultsOf(operation, request)).toEqual([]);
  });

  it.each(named(operations.filter(({ queryParameters, takesFile }) => queryParameters.length > 0 && !takesFile)))(
    '%s takes every parameter, value and relation that it names',
    async (_id, operation) => {
      const optional = operation.queryParameters.filter(({ required }) => !required); // the others are in every request
      const queries = optional.flatMap(({ name, schema }) =>
        valuesOf(name, schema).map((value) => `${name}=${encodeURIComponent(value)}`),
      );
      for (const query of queries) {
        const request =
          operation.method === 'GET' ? shared(operation) : validRequest(operation, await freshMaterial(operation));
        const faults = await faultsOf(operation, { ...request, target: withQuery(request.target, query) });
        expect({ query, faults }).toEqual({ query, faults: [] });
      }
    },
  );

  it.each(named(operations.filter(({ responses }) => '201' in responses)))(
    'what %s made can be read',
    async (_id, operation) => {
      const request = validRequest(operation, await freshMaterial(operation));
      const made = await ask(request);
      expect(made.status).toBe(201);
      const { Authorization = '' } = request.headers ?? {};
      const read = await ask({ method: 'GET', target: String(made.headers.location), headers: { Authorization } });
      expect(read.status).toBe(200);
      expect(idOf(read)).toBe(idOf(made));
    },
  );

  const removals = operations.filter(({ method, path }) => method === 'DELETE' && document.paths[path]?.['get']);
  it.each(named(removals))('what %s removed is gone', async (_id, operation) => {
    const request = validRequest(operation, await freshMaterial(operation));
    const afterwards = AFTERWARDS[operation.id] ?? { get: 404, delete: 404 };
    expect((await ask({ ...request, method: 'GET' })).status).toBe(200);
    expect((await ask(request)).status).toBe(operation.id === 'deleteImage' ? 200 : 204); // it tells what holds the image
    expect((await ask({ ...request, method: 'GET' })).status).toBe(afterwards.get);
    expect((await ask(request)).status).toBe(afterwards.delete);
  });

  const shared = (operation: Operation): ApiRequest =>
    validRequest(operation, isForAdmins(operation) ? ofAdmin : ofUser);
  const materialOf = async (owner: TestUser): Promise<Material> => ({
    schemas,
    own: await givenResources(app, owner),
    credentials: credentialsOf(owner.key),
  });

  /** Of somebody new, because operations change what they are called on and may end their caller. */
  async function freshMaterial(operation: Operation): Promise<Material> {
    const caller = isForAdmins(operation) ? await givenAdmin(app) : await app.givenUser({ credits: 1_000_000 });
    const material = await materialOf(caller);
    await prepareFor(operation.id, app, material.own);
    return material;
  }

  /** Why an answer is no success as documented. */
  async function faultsOf(operation: Operation, request: ApiRequest): Promise<string[]> {
    const answer = await ask(request);
    const refused = answer.status >= 300 ? [`${answer.status} ${answer.text.slice(0, 300)}`] : [];
    return [...refused, ...answerFaults(operation, request, answer, schemas)];
  }
});

const isForAdmins = ({ roles }: Operation): boolean => roles.includes('admin');

/** Answer with HTML. */
const PAGES: unknown[] = [ProblemPagesController, MigrationGuideController];

/** What GET and another DELETE answer where it is not 404. */
const AFTERWARDS: Record<string, { get: number; delete: number }> = {
  revokeApiKey: { get: 200, delete: 204 }, // the key stays in the list, with the time of its end
  deleteMyAccount: { get: 401, delete: 401 },
};

/** A property that an operation takes alone, where it is not the first. */
const ALONE: Record<string, string> = { updateCreditSettings: 'monthly_limit' };

/** What must agree between the file and the application, whatever a compiler plugin adds. */
const outline = ({ id, method, path, scopes, isPublic, responses, body }: Operation): string =>
  [id, method, path, scopes, isPublic, Object.keys(responses), !!body].join(' | ');

function handlersOf(metatype: unknown): string[] {
  const prototype: unknown = typeof metatype === 'function' ? metatype.prototype : undefined;
  const members = Object.getOwnPropertyDescriptors(Object(prototype));
  return Object.entries(members).flatMap(([name, { value }]) =>
    typeof value === 'function' && Reflect.hasMetadata(METHOD_METADATA, value) ? [name] : [],
  );
}

/** Every value that a query parameter names, or one that fits. */
function valuesOf(name: string, schema: JsonSchema): string[] {
  if (name === 'cursor' || name === 'token') return []; // only an answer can give one
  if (name === 'include') {
    const relations = [...new Set(schema.pattern?.match(/[a-z_]+/g))];
    return [...relations, relations.join(',')];
  }
  const { enum: values, types, minimum, maximum } = flatten(schema, schemas);
  if (values) return values.map(String);
  if (types.includes('boolean')) return ['true', 'false'];
  return types.includes('integer') ? [String(minimum), String(maximum)] : [String(sampleOf(schema, schemas))];
}

function idOf({ text }: Answer): unknown {
  const body: unknown = JSON.parse(text);
  return isObject(body) ? body['id'] : undefined;
}
