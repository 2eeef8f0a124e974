import type { OpenAPIObject } from '@nestjs/swagger';
import { EXTENSIONS } from '../openapi/extensions.js';
import { operationsOf, type Operation } from '../openapi/operations.js';

/** The document without what only administrators may call, nor the schemas that only such operations use. */
export function publicPart(document: OpenAPIObject): OpenAPIObject {
  const copy = structuredClone(document);
  for (const { path, method, operation } of operationsOf(copy)) {
    if (!isAdministrative(operation)) continue;
    const item = copy.paths[path];
    if (item) Reflect.deleteProperty(item, method);
    if (item && Object.keys(item).length === 0) delete copy.paths[path];
  }
  copy.tags = (copy.tags ?? []).filter(({ name }) => name !== 'admin');
  const { schemas = {} } = copy.components ?? {};
  const used = usedSchemas(copy);
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
  return copy;
}

function isAdministrative(operation: Operation): boolean {
  const roles: unknown = Reflect.get(operation, EXTENSIONS.roles);
  return (Array.isArray(roles) && roles.includes('admin')) || (operation.tags ?? []).includes('admin');
}

/** Names of the schemas that operations reach, through other schemas and shared responses too. */
function usedSchemas({ paths, components = {} }: OpenAPIObject): Set<string> {
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part ?? null).matchAll(/"#\/components\/schemas\/([\w.-]+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(components.schemas?.[name]);
    }
  };
  visit(paths);
  visit(components.responses);
  return used;
}
