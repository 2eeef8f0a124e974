/**
 * Query parameters as a flat object: a name given once is a string, one given more often an array.
 * `a[]` and `a[b]` are plain names. Never throws: Fastify calls it before any hook could answer, and
 * a query that cannot be decoded is refused by the request hook, before anyone reads these values.
 */
export function parseQuery(query: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = values[name];
    if (earlier === undefined) values[name] = value;
    else if (Array.isArray(earlier)) earlier.push(value);
    else values[name] = [earlier, value];
  }
  return values;
}
