/** What the clients of a deprecated route are told. */
export interface DeprecationNotice {
  since: Date;
  /** When it stops answering; not before `since`. */
  sunset: Date;
  /** URL reference of the migration guide. */
  docs: string;
  /** URL reference of what to use instead. */
  successor?: string;
}

/** RFC 9745 Deprecation, RFC 8594 Sunset and their RFC 8288 links. */
export function deprecationHeaders({ since, sunset, docs, successor }: DeprecationNotice): Record<string, string> {
  const links = [`<${docs}>; rel="deprecation"; type="text/html"`, `<${docs}>; rel="sunset"; type="text/html"`];
  if (successor) links.push(`<${successor}>; rel="successor-version"`);
  return {
    Deprecation: `@${Math.floor(since.getTime() / 1000)}`,
    Sunset: sunset.toUTCString(),
    Link: links.join(', '),
  };
}
