import { isDeepStrictEqual } from 'node:util';

/** Before and after of one field. */
export interface Change {
  from: unknown;
  to: unknown;
}

/** What `patch` changes on `before`, as a domain event's metadata tells it; fields that stay equal are left out. */
export function changesOf<T extends object>(before: T, patch: Partial<T>): Record<string, Change> {
  const changes: Record<string, Change> = {};
  for (const [field, to] of Object.entries(patch)) {
    const from: unknown = Reflect.get(before, field);
    if (to !== undefined && !isDeepStrictEqual(from, to)) changes[field] = { from, to };
  }
  return changes;
}
