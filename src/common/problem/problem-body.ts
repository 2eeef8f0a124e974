import type { Problem } from './problem.js';

/** More faults than anyone reads; keeps answers to hostile requests small. */
const MAX_ERRORS = 20;

export interface Occurrence {
  /** Scheme and host before `/problems/…`; empty for a relative reference. */
  origin: string;
  /** Path of the request, without its query, which may hold a token. */
  path: string;
  requestId: string;
}

/** The members of an application/problem+json document. */
export function problemBody(problem: Problem, { origin, path, requestId }: Occurrence): Record<string, unknown> {
  return {
    ...problem.extensions, // first: a member of RFC 9457 always wins
    type: `${origin}/problems/${problem.slug}`,
    title: problem.title,
    status: problem.getStatus(),
    detail: problem.detail,
    instance: path,
    request_id: requestId,
    ...(problem.errors.length > 0 && { errors: problem.errors.slice(0, MAX_ERRORS) }),
  };
}

/** Headers of every problem; `no-store` because it answers one request of one user. */
export function problemHeaders(problem: Problem): Record<string, string> {
  return { 'Cache-Control': 'no-store', ...problem.headers };
}
