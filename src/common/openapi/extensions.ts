import { ApiExtension } from '@nestjs/swagger';

/** What decorators leave on operations for the build of the document to read. */
export const EXTENSIONS = {
  public: 'x-public',
  deprecated: 'x-deprecated',
  scopes: 'x-required-scopes',
  roles: 'x-required-roles',
  problems: 'x-problems',
} as const;

/** Problems of an operation that its shape does not show, such as 402. */
export const ApiProblems = (...statuses: number[]): MethodDecorator & ClassDecorator =>
  ApiExtension(EXTENSIONS.problems, statuses);
