import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** What decorators leave on operations for the build of the document to read. */
export const EXTENSIONS = {
  public: 'x-public',
  deprecated: 'x-deprecated',
  scopes: 'x-required-scopes',
  roles: 'x-required-roles',
  etag: 'x-etag',
} as const;

const PROBLEM = 'x-problem-';

/** Problems of an operation that its shape does not show, such as 402. Several decorators of one operation add up. */
export const ApiProblems = (...statuses: number[]): MethodDecorator & ClassDecorator =>
  // a name of its own for each: of two extensions with one name only one would stay
  applyDecorators(...statuses.map((status) => ApiExtension(`${PROBLEM}${status}`, true)));

/** Takes what ApiProblems left off an operation of the document; returns the statuses. */
export function takeProblems(operation: object): number[] {
  const names = Object.keys(operation).filter((name) => name.startsWith(PROBLEM));
  for (const name of names) Reflect.deleteProperty(operation, name);
  return names.map((name) => Number(name.slice(PROBLEM.length)));
}

/** Takes what SendsEtag left off an operation of the document; undefined: it sends none. */
export function takeEtag(operation: object): { unless: string } | undefined {
  const left: unknown = Reflect.get(operation, EXTENSIONS.etag);
  Reflect.deleteProperty(operation, EXTENSIONS.etag);
  return typeof left === 'object' && left !== null ? { unless: String(Reflect.get(left, 'unless')) } : undefined;
}
