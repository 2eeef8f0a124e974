import { isUuid } from '../validation/uuid.js';

/** What the clients of a deprecated route are told. */
export interface DeprecationNotice {
  since: Date;
  /** When it stops answering; not before `since`. */
  sunset: Date;
  /** URL reference of the migration guide. */
  docs: string;
  /** URL reference of what to use instead; `:name` stands for the path parameter of that name. */
  successor?: string;
}

/** RFC 9745 Deprecation, RFC 8594 Sunset and their RFC 8288 links. `parameters`: of the path, as the client sent them. */
export function deprecationHeaders(
  { since, sunset, docs, successor }: DeprecationNotice,
  parameters: unknown = {},
): Record<string, string> {
  const links = [`<${docs}>; rel="deprecation"; type="text/html"`, `<${docs}>; rel="sunset"; type="text/html"`];
  if (successor) links.push(`<${successorOf(successor, parameters)}>; rel="successor-version"`);
  return {
    Deprecation: `@${Math.floor(since.getTime() / 1000)}`,
    Sunset: sunset.toUTCString(),
    Link: links.join(', '),
  };
}

/** Only ids get into the link: of anything else that stands in the path, the link names the collection above it. */
function successorOf(template: string, parameters: unknown): string {
  const segments = template.split('/');
  const filled = segments.map((segment) => {
    if (!segment.startsWith(':')) return segment;
    const value: unknown = Reflect.get(Object(parameters), segment.slice(1));
    return isUuid(value) ? value.toLowerCase() : null;
  });
  const unknown = filled.indexOf(null);
  return (unknown < 0 ? filled : filled.slice(0, unknown)).join('/');
}
