import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Env } from '../../config/env.js';
import { pathOf } from './origin.js';
import { problemOf } from './problem-of.js';
import { sendProblem } from './send-problem.js';
import { isMissedValidation } from './sqlstate.js';
import type { Problem } from './problem.js';

/** The only way an error leaves the API: application/problem+json, whoever threw it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly env: Env) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(thrown);
    this.log(problem, thrown, request);
    if (reply.sent) return;
    if (reply.raw.headersSent) {
      reply.raw.destroy(); // half a stream is out: a cut connection is the only honest sign left
      return;
    }

    sendProblem(problem, request, reply, this.env.PUBLIC_URL);
  }

  private log(problem: Problem, thrown: unknown, request: FastifyRequest): void {
    const where = `${request.method} ${pathOf(request.originalUrl)} request_id=${request.id}`;
    if (problem.getStatus() >= 500) {
      this.logger.error(`${where} ${problem.slug}`, thrown instanceof Error ? thrown.stack : String(thrown));
    } else if (isMissedValidation(thrown)) {
      this.logger.warn(`${where} the database refused a value that validation let through: ${String(thrown)}`);
    }
  }
}
