import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

export interface RawRequest {
  method?: string;
  target?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** The bytes of a request, exactly as told: no client library could send half of what the tests send. */
export function requestBytes({ method = 'GET', target = '/api/things', headers = {}, body }: RawRequest): Buffer {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
  const all = {
    Host: 'api.test',
    Connection: 'close',
    ...(body !== undefined && { 'Content-Length': String(bytes.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), bytes]);
}

/** Sends bytes over one connection and reads until the server closes it. */
export function exchange(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const chunks: Buffer[] = [];
  const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
  socket.setTimeout(5_000, () => socket.destroy(new Error('the server neither answered nor closed')));
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', (error) => (chunks.length > 0 ? resolve(parse(chunks)) : reject(error)));
  socket.on('close', () => resolve(parse(chunks)));
  return promise;
}

function parse(chunks: readonly Buffer[]): RawAnswer {
  const text = Buffer.concat(chunks).toString();
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers: new Map(headers), body: text.slice(end + 4) };
}
