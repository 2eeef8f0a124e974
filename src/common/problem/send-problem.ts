import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf, pathOf } from './origin.js';
import { problemBody, problemHeaders } from './problem-body.js';
import type { Problem } from './problem.js';

/** Headers that describe the answer which the error replaces. */
const STALE = [
  'etag',
  'link',
  'location',
  'last-modified',
  'content-length',
  'content-encoding',
  'content-disposition',
  'content-range',
  'accept-ranges',
];

/** Answers with a problem instead of whatever the handler had prepared. */
export function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply, publicUrl?: string): void {
  const occurrence = { origin: originOf(request, publicUrl), path: pathOf(request.originalUrl), requestId: request.id };
  const body = problemBody(problem, occurrence);
  // clients of deprecated endpoints know `message` from the old service
  if (reply.hasHeader('deprecation')) body['message'] = problem.detail;
  for (const name of STALE) if (name !== 'link' || !reply.raw.hasHeader('link')) reply.removeHeader(name);
  void reply.status(problem.getStatus()).headers(problemHeaders(problem)).type('application/problem+json').send(body);
}
