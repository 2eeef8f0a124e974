import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { JsonSchema, Schemas } from './json-schema.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  schema: JsonSchema;
}

export interface MediaTypes {
  content?: Record<string, { schema?: JsonSchema }>;
}

export interface ResponseObject extends MediaTypes {
  $ref?: string;
  description?: string;
  headers?: Record<string, { required?: boolean }>;
}

export interface OperationObject {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: MediaTypes & { required?: boolean };
  responses: Record<string, ResponseObject>;
  'x-required-scopes'?: string[];
  'x-required-roles'?: string[];
}

export interface ApiDocument {
  openapi: string;
  info: { title: string; version: string };
  tags?: { name: string }[];
  security?: Record<string, string[]>[];
  paths: Record<string, Record<string, OperationObject>>;
  components: {
    schemas: Schemas;
    responses: Record<string, ResponseObject>;
    securitySchemes: Record<string, object>;
  };
}

/** One operation, ready for use. */
export interface Operation {
  id: string;
  /** Upper case. */
  method: string;
  /** With its parameters in braces. */
  path: string;
  pathParameters: readonly Parameter[];
  queryParameters: readonly Parameter[];
  headerParameters: readonly Parameter[];
  /** Of a JSON body; undefined: it takes none. */
  body: JsonSchema | undefined;
  /** It takes a file as its body. */
  takesFile: boolean;
  /** False: it may come without its body. */
  needsBody: boolean;
  isPublic: boolean;
  scopes: readonly string[];
  roles: readonly string[];
  responses: Readonly<Record<string, ResponseObject>>;
}

export const METHODS = ['get', 'put', 'post', 'patch', 'delete'];
export const DOCUMENT_PATH = resolve(import.meta.dirname, '../../../docs/openapi.json');

/** docs/openapi.json, which openapi.e2e-spec.ts holds equal to the application. */
export function readDocument(): ApiDocument {
  if (!existsSync(DOCUMENT_PATH))
    throw new Error('docs/openapi.json is missing: nest build && node dist/src/main.js --openapi > docs/openapi.json');
  return parseDocument(readFileSync(DOCUMENT_PATH, 'utf8'));
}

/** What the document looks like is for openapi.e2e-spec.ts to check. */
function parseDocument(text: string): ApiDocument {
  const document: ApiDocument = JSON.parse(text);
  return document;
}

export function operationsOf(document: ApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [asOperation(document, path, method, operation)] : [];
    }),
  );
}

function asOperation(document: ApiDocument, path: string, method: string, operation: OperationObject): Operation {
  const parameters = operation.parameters ?? [];
  const named = (place: Parameter['in']): Parameter[] => parameters.filter((parameter) => parameter.in === place);
  const responses = Object.entries(operation.responses).map(([status, { $ref, ...own }]) => {
    const shared =
      $ref === undefined ? own : document.components.responses[$ref.replace('#/components/responses/', '')];
    if (!shared) throw new Error(`${operation.operationId} ${status}: ${$ref} leads nowhere`);
    return [status, shared] as const;
  });
  const takesFile = operation.requestBody?.content?.['application/octet-stream'] !== undefined;
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    pathParameters: named('path'),
    queryParameters: named('query'),
    headerParameters: named('header'),
    body: takesFile ? undefined : operation.requestBody?.content?.['application/json']?.schema,
    takesFile,
    needsBody: operation.requestBody?.required ?? false,
    isPublic: (operation.security ?? document.security ?? []).length === 0,
    scopes: operation['x-required-scopes'] ?? [],
    roles: operation['x-required-roles'] ?? [],
    responses: Object.fromEntries(responses),
  };
}
