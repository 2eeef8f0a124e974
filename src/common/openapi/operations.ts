import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']>;

export interface DocumentedOperation {
  path: string;
  /** Lower case. */
  method: string;
  operation: Operation;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options'] as const;

/** Every operation of a document with its path and method. */
export function operationsOf(document: OpenAPIObject): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
}

/** The first paragraph of a handler's comment is its summary, the others its description. Changes the document. */
export function splitSummaries(document: OpenAPIObject): void {
  for (const { operation } of operationsOf(document)) {
    const [summary = '', ...rest] = (operation.summary ?? '').split(/\n\s*\n/);
    if (rest.length === 0) continue;
    operation.summary = summary;
    operation.description ??= rest.join('\n\n');
  }
}
