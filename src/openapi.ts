import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addProblemResponses } from './common/openapi/document-problems.js';
import { operationsOf, splitSummaries } from './common/openapi/operations.js';
import { EXTENSIONS } from './common/openapi/extensions.js';
import { ProblemDto } from './common/problem/problem.dto.js';

const DESCRIPTION = `Turns keywords into verified, deduplicated, licence-aware, ML-ready image datasets.

Every path is also reachable under \`/api/v1\`. Errors are RFC 9457 problem details. Lists are paged by cursor.
Idempotency-Key, If-Match and If-None-Match are honoured where documented and never required.`;

/** Resources in the order a newcomer meets them; only those with operations appear. */
const TAGS: Record<string, string> = {
  profiles: 'The caller and their data',
  'api-keys': 'Keys for programs',
  projects: 'Datasets in the making; everything belongs to one',
  'crawl-jobs': 'Searches that fill a project with images',
  images: 'What was found, with its source and licence',
  validation: 'Checks over the images of a job',
  export: 'Datasets as files',
  templates: 'Saved job configurations',
  schedules: 'Templates started by the clock',
  credits: 'Balance, ledger and payments',
  notifications: 'What happened, for people',
  webhooks: 'What happened, for programs',
  activity: 'Who changed what',
  sources: 'Where images come from',
  admin: 'For administrators',
  'datasets (legacy)': 'The old model; use projects and crawl jobs',
  operations: 'Health and metrics',
};

/**
 * The OpenAPI 3.1 document of a configured app, initialised or in preview mode.
 * Run it from the build: the schemas' descriptions are written by the compiler plugin.
 */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('PixCrawler')
    .setDescription(DESCRIPTION)
    .setVersion('1.0.0')
    .addServer('/', 'This server')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'A Supabase JWT or an API key (`pxc_…`)' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key (`pxc_…`)' }, 'api_key')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('api_key')
    .build();
  head.info.license = { name: 'All rights reserved' };
  const document = SwaggerModule.createDocument(app, head, {
    operationIdFactory: (_controller, method) => method,
    extraModels: [ProblemDto],
  });
  splitSummaries(document);
  addProblemResponses(document);
  const used = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? []));
  document.tags = Object.entries(TAGS).flatMap(([name, description]) =>
    used.has(name) ? [{ name, description }] : [],
  );
  return document;
}

/** The document without what only administrators may call. */
function publicPart(document: OpenAPIObject): OpenAPIObject {
  const copy = structuredClone(document);
  for (const { path, method, operation } of operationsOf(copy)) {
    if (!isAdministrative(operation)) continue;
    const item = copy.paths[path];
    if (item) Reflect.deleteProperty(item, method);
    if (item && Object.keys(item).length === 0) delete copy.paths[path];
  }
  copy.tags = (copy.tags ?? []).filter(({ name }) => name !== 'admin');
  return copy;
}

function isAdministrative(operation: { tags?: string[] }): boolean {
  const roles: unknown = Reflect.get(operation, EXTENSIONS.roles);
  return (Array.isArray(roles) && roles.includes('admin')) || (operation.tags ?? []).includes('admin');
}

/** Swagger UI of the public part at /docs and the whole document at /openapi.json. Call it before init or listen. */
export function mountDocs(app: NestFastifyApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, publicPart(document), { raw: false, customSiteTitle: 'PixCrawler API' });
  const json = JSON.stringify(document);
  app.getHttpAdapter().get('/openapi.json', (_request: FastifyRequest, reply: FastifyReply) => {
    void reply.type('application/json').send(json);
  });
}
