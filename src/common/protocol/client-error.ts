import { randomUUIDv7 } from 'node:crypto';
import { ServerResponse, STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { problemBody, problemHeaders } from '../problem/problem-body.js';
import { Problem } from '../problem/problem.js';
import { pathOf } from '../problem/origin.js';
import { MalformedRequest } from '../problem/request.problems.js';
import { securityHeaders } from './security-headers.js';

const PARSER_PROBLEMS: Record<string, Problem> = {
  HPE_HEADER_OVERFLOW: new Problem(
    431,
    'request-header-fields-too-large',
    'The request line and headers may have at most 16 KB',
  ),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new Problem(413, 'content-too-large', 'The chunk extensions are too long'),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'request-timeout', 'The request did not arrive in time'),
};
const UNREADABLE = new MalformedRequest('The request is not valid HTTP/1.1');

/** The parser refused what came in, so there is no request and no reply: the answer goes straight to the socket. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  // Node's own handler looks here too: an answer that has begun must not be mixed with another
  const pending: unknown = Reflect.get(socket, '_httpMessage');
  const answerable = socket.writable && !(pending instanceof ServerResponse && pending.headersSent);
  if (error.code === 'ECONNRESET' || !answerable) {
    socket.destroy();
    return;
  }
  const problem = PARSER_PROBLEMS[error.code ?? ''] ?? UNREADABLE;
  const { headers, body } = rawProblem(problem, '');
  const lines = Object.entries({ ...headers, Connection: 'close' }).map(([name, value]) => `${name}: ${value}`);
  socket.end(
    `HTTP/1.1 ${problem.getStatus()} ${STATUS_CODES[problem.getStatus()]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`,
  );
}

/** `Expect` with anything but 100-continue: Node asks here before there is a request for Fastify. */
export function answerExpectation(request: IncomingMessage, response: ServerResponse): void {
  const problem = new Problem(417, 'expectation-failed', 'Only Expect: 100-continue is supported');
  const { headers, body } = rawProblem(problem, pathOf(request.url ?? ''));
  response.writeHead(problem.getStatus(), { ...headers, Connection: 'close' }).end(body);
}

function rawProblem(problem: Problem, path: string): { headers: Record<string, string>; body: string } {
  const requestId = randomUUIDv7();
  const body = JSON.stringify(problemBody(problem, { origin: '', path, requestId }));
  const headers = {
    ...securityHeaders(path),
    ...problemHeaders(problem),
    Date: new Date().toUTCString(),
    'X-Request-Id': requestId,
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
  };
  return { headers, body };
}
