import { setImmediate } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import type { FetchRequest } from './fetch-request.js';
import { failureOf, LocalServers } from './local-servers.fixture.js';

const local = new LocalServers();
afterEach(() => local.close());

const SHORT = { connectMs: 300, headersMs: 300, idleMs: 300, deadlineMs: 1_500, slowMs: 200 };

async function ask(port: number, request: Partial<FetchRequest> = {}) {
  const fetcher = local.fetcher([port], {}, SHORT);
  return fetcher.fetch({ url: `http://127.0.0.1:${port}/a?b=c#d`, maxBytes: 1_000_000, ...request });
}

describe('a good answer', () => {
  it('comes with status, lower-case headers and the exact bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
    let seen: Record<string, unknown> = {};
    const port = await local.http((req, res) => {
      seen = { url: req.url, ...req.headers };
      res.writeHead(200, { 'X-Robots-Tag': ['noai', 'noindex'], constructor: 'odd' }).end(bytes);
    });
    const answer = await ask(port, { accept: 'image/*' });
    expect(answer.body.equals(bytes)).toBe(true);
    expect(answer).toMatchObject({ status: 200, url: `http://127.0.0.1:${port}/a?b=c` });
    expect(answer.headers).toMatchObject({ 'x-robots-tag': 'noai, noindex', constructor: 'odd' });
    expect(seen).toMatchObject({ url: '/a?b=c', accept: 'image/*', 'accept-encoding': 'identity' });
    expect(seen['user-agent']).toContain('PixCrawler/');
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('is decoded when the server answers %s all the same', async (coding, encode) => {
    const bytes = Buffer.from('0123456789'.repeat(30_000));
    const port = await local.http((_, res) => res.writeHead(200, { 'content-encoding': coding }).end(encode(bytes)));
    // Such text unfolds more than a hundredfold, which is what the ratio refuses; random-looking text does not.
    const mixed = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 2_654_435_761) >>> 24));
    expect((await failureOf(ask(port))).reason).toBe('too_large');
    const fair = await local.http((_, res) => res.writeHead(200, { 'content-encoding': coding }).end(encode(mixed)));
    expect((await ask(fair)).body.equals(mixed)).toBe(true);
  });

  it('survives a connection that the server closed while it was idle', async () => {
    let requests = 0;
    const port = await local.tcp((socket) => {
      const serve = () => {
        requests += 1;
        if (requests === 2) return socket.destroy();
        return socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      };
      serve();
      socket.on('data', serve);
    });
    const fetcher = local.fetcher([port]);
    const one = { url: `http://127.0.0.1:${port}/`, maxBytes: 10 };
    await fetcher.fetch(one);
    await setImmediate(); // the first connection is free again
    expect((await fetcher.fetch(one)).body.toString()).toBe('ok');
    expect(requests).toBe(3);
  });
});

describe('a bad answer', () => {
  const head = 'HTTP/1.1 200 OK\r\n';
  it.each([
    ['a body cut before its length', `${head}Content-Length: 100\r\n\r\nshort`, 'connection'],
    ['a chunked body cut', `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`, 'connection'],
    [
      'a gzip body cut',
      Buffer.concat([Buffer.from(`${head}Content-Encoding: gzip\r\n\r\n`), gzipSync('x'.repeat(99)).subarray(0, 15)]),
      'connection',
    ],
    ['a body that is not the gzip it claims', `${head}Content-Encoding: gzip\r\n\r\nplain`, 'connection'],
    ['a double coding', `${head}Content-Encoding: gzip, gzip\r\n\r\nplain`, 'http_error'],
    ['an unknown coding', `${head}Content-Encoding: constructor\r\n\r\nplain`, 'http_error'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n', 'connection'],
    ['nothing', '', 'connection'],
    ['40 KB of header', `${head}X-A: ${'a'.repeat(40_000)}\r\n\r\n`, 'too_large'],
    ['two thousand headers', `${head}${'X-A: aaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(2_000)}\r\n`, 'too_large'],
    ['an announced size over the limit', `${head}Content-Length: 1000001\r\n\r\n`, 'too_large'],
  ])('%s', async (_, bytes, reason) => {
    const port = await local.tcp(bytes);
    expect((await failureOf(ask(port))).reason).toBe(reason);
  });

  it.each([
    [401, 'http_forbidden'],
    [403, 'http_forbidden'],
    [451, 'http_forbidden'],
    [404, 'http_not_found'],
    [410, 'http_not_found'],
    [429, 'rate_limited'],
    [500, 'http_error'],
    [503, 'http_error'],
    [304, 'http_error'],
    [418, 'http_error'],
  ])('status %i', async (status, reason) => {
    const port = await local.http((_, res) => res.writeHead(status).end());
    expect(await failureOf(ask(port))).toMatchObject({ reason, status, retryAfterMs: null });
    expect((await ask(port, { anyStatus: true })).status).toBe(status);
  });

  it('an endless error page: the status counts, the rest is cut', async () => {
    let sent = 0;
    const port = await local.http((_, res) => {
      res.writeHead(404);
      const pump = () => {
        sent += 65_536;
        res.write(Buffer.alloc(65_536));
      };
      res.on('drain', pump);
      pump();
    });
    expect((await failureOf(ask(port))).reason).toBe('http_not_found');
    expect(sent).toBeLessThan(20_000_000);
  });

  it('nobody listens', async () => {
    const port = await local.http((_, res) => res.end());
    const fetcher = local.fetcher([port]);
    const gone = new LocalServers();
    const closed = await gone.http((_, res) => res.end());
    await gone.close();
    const other = local.fetcher([closed]);
    expect((await failureOf(other.fetch({ url: `http://127.0.0.1:${closed}/`, maxBytes: 9 }))).reason).toBe(
      'connection',
    );
    expect((await fetcher.fetch({ url: `http://127.0.0.1:${port}/`, maxBytes: 9 })).body.length).toBe(0);
  });

  it('plain HTTP where TLS is expected', async () => {
    const port = await local.http((_, res) => res.end());
    expect((await failureOf(ask(port, { url: `https://127.0.0.1:${port}/` }))).reason).toBe('tls');
  });
});
