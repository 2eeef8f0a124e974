/** Names that every object inherits. No schema of ours uses them, and assigning them has side effects. */
const RESERVED = new Set([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

/** Paths of the properties, at any depth, whose name is inherited from Object.prototype. */
export function reservedNames(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    ...(!Array.isArray(value) && RESERVED.has(name) ? [[...path, name]] : []),
    ...reservedNames(item, [...path, name]),
  ]);
}
