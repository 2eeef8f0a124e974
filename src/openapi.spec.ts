import type { OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createPipelineApp } from './common/http-pipeline.fixture.js';
import { operationsOf, splitSummaries } from './common/openapi/operations.js';
import { buildOpenApi, mountDocs } from './openapi.js';

let app: NestFastifyApplication;
let document: OpenAPIObject;

beforeAll(async () => {
  app = await createPipelineApp();
  document = buildOpenApi(app);
  mountDocs(app, document);
  await app.listen(0, '127.0.0.1');
});
afterAll(() => app.close());

const statusesOf = (path: string, method: string): string[] => {
  const found = operationsOf(document).find((entry) => entry.path === path && entry.method === method);
  return Object.keys(found?.operation.responses ?? {});
};

const read = async (path: string): Promise<Response> => fetch((await app.getUrl()) + path);

describe('the document', () => {
  it('names operations by their method, each once', () => {
    const ids = operationsOf(document).map(({ operation }) => operation.operationId);
    expect(ids).toContain('createThing');
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('documents the problems that follow from the shape of an operation', () => {
    expect(statusesOf('/api/things', 'post')).toEqual([
      '201',
      '400',
      '401',
      '403',
      '406',
      '408',
      '409',
      '413',
      '415',
      '422',
      '429',
      '431',
      '500',
      '503',
    ]);
    expect(statusesOf('/api/things/{thing_id}', 'get')).toEqual([
      '200',
      '304',
      '400',
      '401',
      '403',
      '404',
      '406',
      '408',
      '422',
      '429',
      '431',
      '500',
      '503',
    ]);
    expect(statusesOf('/api/things/{thing_id}', 'patch')).toEqual(expect.arrayContaining(['404', '412', '413', '415']));
    expect(statusesOf('/api/things/{thing_id}/pause', 'post')).toContain('402');
    expect(statusesOf('/api/things/{thing_id}/file', 'get')).toEqual(expect.arrayContaining(['406', '410', '416']));
    expect(statusesOf('/health/live', 'get')).toEqual(['200', '400', '408', '422', '431', '500', '503']);
  });

  it('resolves every reference', () => {
    const text = JSON.stringify(document);
    const targets = [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(targets.length).toBeGreaterThan(50);
    for (const [, kind = '', name = ''] of targets)
      expect(Object(Reflect.get(document.components ?? {}, kind))).toHaveProperty(name);
  });

  it('describes bodies and parameters by the decorators that check them', () => {
    expect(document.components?.schemas?.['CreateThingDto']).toMatchObject({
      required: ['name', 'keywords', 'max_images'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 100 },
        keywords: {
          type: 'array',
          minItems: 1,
          maxItems: 50,
          uniqueItems: true,
          items: { type: 'string', minLength: 2, maxLength: 100 },
        },
        max_images: { type: 'integer', minimum: 1, maximum: 1_000_000 },
      },
    });
    expect(document.paths['/api/things']?.get?.parameters).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'limit',
          required: false,
          schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
        }),
      ]),
    );
  });

  it('takes the first paragraph of a comment as the summary', () => {
    const operation = { operationId: 'x', summary: 'Watch\n\nLong\nstory\n\nEnd', responses: {} };
    splitSummaries({ ...document, paths: { '/x': { get: operation } } });
    expect(operation).toMatchObject({ summary: 'Watch', description: 'Long\nstory\n\nEnd' });
  });

  it('marks what is public, deprecated or needs scopes, and leaves no helper behind', () => {
    expect(document.paths['/health/live']?.get?.security).toEqual([]);
    expect(document.paths['/api/old-things']?.get).toMatchObject({ deprecated: true });
    expect(document.paths['/api/things']?.post).toMatchObject({ 'x-required-scopes': ['projects:write'] });
    expect(JSON.stringify(document)).not.toMatch(/x-public|x-problem|x-deprecated|x-etag/);
  });
});

describe('the pages', () => {
  it('serve the part for everybody, as a document and in Swagger UI', async () => {
    const json = await (await read('/openapi.json')).text();
    expect(JSON.parse(json)).toMatchObject({ openapi: '3.1.0', paths: { '/api/things': {} } });
    expect(json).not.toContain('failThing');
    const script = await (await read('/docs/swagger-ui-init.js')).text();
    expect(script).toContain('createThing');
    expect(script).not.toContain('failThing');
  });

  it('show administrators a page that has nothing of the document in it', async () => {
    const page = await read('/docs/admin');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)[^>]*>[^<]/);
    for (const [, file = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const answer = await read(file);
      expect({ file, status: answer.status }).toEqual({ file, status: 200 });
      expect(await answer.text()).not.toContain('failThing');
    }
    expect(await (await read('/api/admin/openapi.json')).text()).toContain('failThing');
  });

  it('let Swagger UI load its own files and nothing else', async () => {
    const page = await read('/docs');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(await page.text()).not.toMatch(/<script(?![^>]*src=)[^>]*>[^<]/);
    expect((await read('/docs/swagger-ui.css')).status).toBe(200);
  });

  it('explain a problem where its type leads', async () => {
    const page = await read('/problems/validation-failed');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<h1>validation-failed</h1>');
    expect((await read('/problems/nope')).status).toBe(404);
    expect(await (await read('/problems')).text()).toContain('invalid-cursor');
  });
});
