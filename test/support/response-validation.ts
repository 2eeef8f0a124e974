import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import { operationsOf, readDocument, type ApiDocument, type Operation } from './openapi/api-document.js';
import { etagFaults } from './openapi/etag-faults.js';
import { isObject, type JsonSchema } from './openapi/json-schema.js';

const PROBLEM = 'application/problem+json';
const BASE = 'document';

interface SentAnswer {
  status: number;
  type: string;
  etag: string | undefined;
  /** undefined: a stream, or none. */
  body: string | undefined;
}

/** docs/openapi.json as a judge of answers. Objects with named properties are closed: one more is a leak. */
class ResponseRules {
  private static loaded: ResponseRules | null = null;
  private readonly operations: ReadonlyMap<string, Operation>;
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  private readonly compiled = new Map<JsonSchema, ValidateFunction>();

  private constructor() {
    const document = readDocument();
    this.operations = new Map(operationsOf(document).map((one) => [`${one.method} ${one.path}`, one]));
    formats.default(this.ajv);
    const { ProblemDto: problem, ...schemas } = document.components.schemas;
    const components = {
      schemas: { ...mapped(schemas), ProblemDto: { ...closed(problem), additionalProperties: true } },
    };
    this.ajv.addSchema({ components }, BASE);
  }

  /** Read once per worker. */
  static load(): ResponseRules {
    return (ResponseRules.loaded ??= new ResponseRules());
  }

  /** Whether the file has the operations and statuses of the application; openapi.e2e-spec.ts fails when it has not. */
  describes(live: ApiDocument): boolean {
    return outline(this.operations.values()) === outline(operationsOf(live));
  }

  /** What is wrong with an answer. */
  faults(request: FastifyRequest, { status, type, etag, body }: SentAnswer): string[] {
    const { url } = request.routeOptions;
    if (request.is404 || url === undefined) return this.bodyFaults({ $ref: '#/components/schemas/ProblemDto' }, body);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const operation = this.operations.get(`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    if (!operation) return url.startsWith('/api') ? ['the operation is not documented'] : [];
    const documented = operation.responses[String(status)];
    if (!documented) return [`${status} is not documented`];
    const tag = etagFaults(documented, status, etag);
    if (status === 204 || status === 304 || request.method === 'HEAD') return tag;
    const content = documented.content ?? {};
    const media = Object.hasOwn(content, type) ? content[type] : undefined;
    if (!media)
      return [`${type || 'no media type'} is not documented, but ${Object.keys(content).join(', ') || 'none'}`];
    return type.endsWith('json') && media.schema ? [...tag, ...this.bodyFaults(media.schema, body)] : tag;
  }

  private bodyFaults(schema: JsonSchema, body: string | undefined): string[] {
    if (body === undefined) return [];
    const validate = this.compiled.get(schema) ?? this.ajv.compile(rebased(closed(schema)));
    this.compiled.set(schema, validate);
    if (validate(JSON.parse(body))) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
    );
  }
}

const outline = (operations: Iterable<Operation>): string =>
  [...operations]
    .map(
      ({ method, path, responses }) => `${method} ${path} ${Object.entries(responses).map(withTag).toSorted().join()}`,
    )
    .toSorted()
    .join('\n');

const withTag = ([status, { headers }]: [string, Operation['responses'][string]]): string =>
  headers?.['ETag'] ? `${status} with ETag` : status;

const mapped = (schemas: Record<string, JsonSchema>): Record<string, JsonSchema> =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, closed(schema)]));

/** A copy in which every object schema with named properties refuses others, unless it says otherwise. */
function closed(schema: JsonSchema | undefined): JsonSchema {
  const copy: unknown = JSON.parse(JSON.stringify(schema ?? {}), (_, part: unknown) =>
    isObject(part) && isObject(part['properties']) && part['type'] === 'object' && !('additionalProperties' in part)
      ? { ...part, additionalProperties: false }
      : part,
  );
  return isObject(copy) ? copy : {};
}

/** References of a schema outside the document lead into it. */
const rebased = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', `"${BASE}#/components/`));

const watches = new WeakMap<Server, AnswerWatch>();

/** Compares every answer of an application with its documentation, whoever asked. */
export class AnswerWatch {
  /** By request id. */
  private readonly found = new Map<string, string>();

  static of(server: Server): AnswerWatch | undefined {
    return watches.get(server);
  }

  private static isStale = false;

  /** Call it before the application listens. `live`: what it says about itself; an outdated file judges nothing. */
  constructor(fastify: FastifyInstance, live: ApiDocument) {
    if (!ResponseRules.load().describes(live)) {
      if (!AnswerWatch.isStale)
        console.warn('docs/openapi.json is outdated, answers are not compared: npm run openapi');
      AnswerWatch.isStale = true;
      return;
    }
    watches.set(fastify.server, this);
    fastify.addHook('onSend', (request, reply, payload: unknown, done) => {
      this.check(request, reply, payload);
      done(null, payload);
    });
  }

  /** Throws for what is wrong with the answer to a request; it is then told, and `end` does not repeat it. */
  tell(requestId: string | undefined): void {
    const fault = requestId === undefined ? undefined : this.found.get(requestId);
    if (requestId === undefined || fault === undefined) return;
    this.found.delete(requestId);
    throw new Error(fault);
  }

  /** Throws for answers that no client of ours has asked for. */
  end(): void {
    if (this.found.size > 0) throw new Error([...this.found.values()].slice(0, 20).join('\n'));
  }

  private check(request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
    const type = String(reply.getHeader('content-type') ?? '').split(';')[0] ?? '';
    const body = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.toString() : undefined;
    const problem = reply.statusCode >= 400 && type !== PROBLEM ? [`${reply.statusCode} is no ${PROBLEM}`] : [];
    const etag = reply.getHeader('etag')?.toString();
    const sent = { status: reply.statusCode, type, etag, body };
    const faults = [...problem, ...ResponseRules.load().faults(request, sent)];
    if (faults.length === 0) return;
    const what = `${request.method} ${request.routeOptions.url ?? request.url} answered ${reply.statusCode}`;
    this.found.set(request.id, `${what}: ${faults.slice(0, 5).join('; ')}`);
  }
}
