import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createPipelineApp } from './http-pipeline.fixture.js';
import { exchange, requestBytes, type RawAnswer, type RawRequest } from './raw-http.fixture.js';

/** Runs the pipeline app for the tests of this file, and asks it over connections of its own. */
export function servePipeline() {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await createPipelineApp();
    await app.listen(0, '127.0.0.1');
    port = Number(new URL(await app.getUrl()).port);
  });
  afterAll(() => app.close());

  const sendBytes = (bytes: Parameters<typeof exchange>[1]): Promise<RawAnswer> => exchange(port, bytes);
  const send = (request: RawRequest): Promise<RawAnswer> => sendBytes(requestBytes(request));
  const get = (target: string, headers: Record<string, string> = {}): Promise<RawAnswer> => send({ target, headers });
  const json = (
    method: string,
    target: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> =>
    send({ method, target, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
  return { sendBytes, send, get, json };
}

/** The JSON of an answer. */
export const bodyOf = (answer: RawAnswer): Record<string, unknown> => JSON.parse(answer.body);
