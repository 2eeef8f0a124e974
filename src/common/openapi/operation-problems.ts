/** What an operation looks like, as far as it decides which problems it can answer. */
export interface OperationShape {
  method: string;
  path: string;
  isPublic: boolean;
  /** If-Match is among its headers. */
  hasPrecondition: boolean;
  /** It answers JSON and so refuses other Accepts. */
  negotiates: boolean;
  declared: readonly number[];
}

/** Every problem status an operation of this shape can answer, ascending. */
export function problemStatuses(shape: OperationShape): number[] {
  const isApi = shape.path.startsWith('/api/');
  const hasParameter = shape.path.includes('{');
  const statuses = new Set([400, 408, 422, 431, 500, 503, ...shape.declared]);
  if (!shape.isPublic) for (const status of [401, 403]) statuses.add(status);
  if (isApi) statuses.add(429);
  // a write can meet a unique value, a missing relative or another state, whatever the handler does
  if (isApi && shape.method !== 'get') statuses.add(409);
  if (isApi && shape.negotiates) statuses.add(406);
  if (!isApi) statuses.delete(406); // nothing is negotiated at the root
  if (hasParameter) statuses.add(404);
  // also a write that takes no body reads the one that came
  if (shape.method !== 'get') statuses.add(413).add(415);
  if (shape.hasPrecondition) statuses.add(412);
  return [...statuses].toSorted((a, b) => a - b);
}
