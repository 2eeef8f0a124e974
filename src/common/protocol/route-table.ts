import type { FastifyContextConfig, FastifyInstance } from 'fastify';

interface KnownPath {
  pattern: RegExp;
  methods: Set<string>;
  config: Partial<FastifyContextConfig>;
}

export interface PathMatch {
  /** Methods of every route whose path matches, sorted; empty when the path is unknown. */
  methods: string[];
  /** Route config of the first route that matches. */
  config: Partial<FastifyContextConfig>;
}

/** The paths that the router knows, to tell a wrong method (405) from a wrong path (404). */
export class RouteTable {
  private readonly paths = new Map<string, KnownPath>();

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ method, url, config }) => this.add(url, [method].flat(), config ?? {}));
  }

  /** `path` as sent, without query. */
  match(path: string): PathMatch {
    const matching = [...this.paths.values()].filter(({ pattern }) => pattern.test(path));
    const methods = new Set(matching.flatMap((known) => [...known.methods]));
    return { methods: [...methods].toSorted(), config: matching[0]?.config ?? {} };
  }

  private add(url: string, methods: readonly string[], config: Partial<FastifyContextConfig>): void {
    const known = this.paths.get(url) ?? { pattern: patternOf(url), methods: new Set(), config };
    for (const method of methods) known.methods.add(method);
    this.paths.set(url, known);
  }
}

/** find-my-way's syntax: `:name` takes one segment, `*` the rest. */
export function patternOf(url: string): RegExp {
  const source = url
    .split(/(:[A-Za-z_]\w*|\*)/)
    .map((part) =>
      part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`),
    )
    .join('');
  return new RegExp(`^${source}$`);
}
