import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { PreconditionFailed } from '../problem/problems.js';
import { MalformedRequest } from '../problem/request.problems.js';
import { etagOf, matchesStrongly, parseTags } from './etag.js';

/** The version a client expects to change; without an If-Match header any version will do. */
export class ExpectedVersion {
  private constructor(private readonly tags: readonly string[] | '*') {}

  static readonly any = new ExpectedVersion('*');

  /** @throws MalformedRequest when the header is not a list of entity tags */
  static fromHeader(header: string | undefined): ExpectedVersion {
    if (header === undefined) return ExpectedVersion.any;
    const tags = parseTags(header);
    if (tags === null) throw new MalformedRequest('If-Match must be * or a list of entity tags, such as "v3"');
    return new ExpectedVersion(tags);
  }

  /** @throws PreconditionFailed unless the row's version is an expected one; repeat the version in the UPDATE's WHERE. */
  check(version: number | string): void {
    if (!matchesStrongly(this.tags, etagOf(version))) throw new PreconditionFailed();
  }
}

const FromHeader = createParamDecorator((_: unknown, context: ExecutionContext) =>
  ExpectedVersion.fromHeader(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** `@IfMatch() expected: ExpectedVersion` of a PATCH or DELETE; documents the header and, with it, 412. */
export const IfMatch = (): ParameterDecorator => (target, key, index) => {
  FromHeader()(target, key, index);
  const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (key === undefined || !method) return;
  const description = 'Entity tag of the version to change; left out, the current one is changed whatever it is';
  ApiHeader({ name: 'If-Match', required: false, description, schema: { type: 'string', examples: ['"v3"'] } })(
    target,
    key,
    method,
  );
};
