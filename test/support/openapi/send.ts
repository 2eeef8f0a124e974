import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface ApiRequest {
  method: string;
  /** Path and query, percent-encoded. */
  target: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | undefined;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends exactly what it is told, which no client library would, and reads the whole answer; of an event stream its beginning. */
export function send(origin: string, { method, target, headers = {}, body }: ApiRequest): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const { hostname, port } = new URL(origin);
  const length = bytes === undefined ? {} : { 'Content-Length': String(bytes.length) };
  const options = { agent, hostname, port, method, path: target, headers: { ...length, ...headers } };
  const outgoing = httpRequest(options, (incoming) => {
    const chunks: Buffer[] = [];
    const answer = (): Answer => ({
      status: incoming.statusCode ?? 0,
      headers: incoming.headers,
      text: Buffer.concat(chunks).toString(),
    });
    incoming.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (!incoming.headers['content-type']?.startsWith('text/event-stream')) return;
      resolve(answer()); // such an answer may never end
      outgoing.destroy();
    });
    incoming.on('error', reject);
    incoming.on('end', () => resolve(answer()));
  });
  outgoing.setTimeout(10_000, () =>
    outgoing.destroy(new Error(`${method} ${target.slice(0, 200)}: no answer in 10 s`)),
  );
  outgoing.on('error', reject);
  outgoing.end(bytes);
  return promise;
}

/** Runs `work` on every item, some at a time; results in the order of the items. */
export async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>, atOnce = 6): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const run = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  return results;
}
