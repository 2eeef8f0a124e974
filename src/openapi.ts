import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ADMIN_PAGE, ADMIN_SCRIPT } from './common/api-pages/admin-page.js';
import { ApiDocumentation } from './common/api-pages/api-documentation.js';
import { addProblemResponses } from './common/openapi/document-problems.js';
import { addEtags } from './common/openapi/etags.js';
import { operationsOf, splitSummaries } from './common/openapi/operations.js';
import { publicPart } from './common/api-pages/public-part.js';
import { addResponseHeaders } from './common/openapi/response-headers.js';
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
  'url-lists': 'Uploaded lists of picture addresses',
  'block-rules': 'Addresses that are never fetched',
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
    .setVersion('0.1.0')
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
  addEtags(document);
  addResponseHeaders(document);
  const used = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags ?? []));
  document.tags = Object.entries(TAGS).flatMap(([name, description]) =>
    used.has(name) ? [{ name, description }] : [],
  );
  return document;
}

/**
 * Swagger UI of the public part at /docs, its document at /openapi.json, and at /docs/admin a page that shows all
 * operations to whoever has the key of an administrator. Call it before init or listen.
 */
export function mountDocs(app: NestFastifyApplication, document: OpenAPIObject): void {
  app.get(ApiDocumentation, { strict: false }).use(document);
  const forEverybody = publicPart(document);
  SwaggerModule.setup('docs', app, forEverybody, { raw: false, customSiteTitle: 'PixCrawler API' });
  serve(app, '/openapi.json', 'application/json', JSON.stringify(forEverybody));
  serve(app, '/docs/admin', 'text/html; charset=utf-8', ADMIN_PAGE);
  serve(app, '/docs/admin/init.js', 'text/javascript; charset=utf-8', ADMIN_SCRIPT);
}

function serve(app: NestFastifyApplication, path: string, type: string, content: string): void {
  app.getHttpAdapter().get(path, (_request: FastifyRequest, reply: FastifyReply) => {
    void reply.type(type).send(content);
  });
}
