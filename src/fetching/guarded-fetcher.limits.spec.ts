import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { FetchRequest } from './fetch-request.js';
import { failureOf, LocalServers } from './local-servers.fixture.js';

const local = new LocalServers();
afterEach(() => local.close());

const SHORT = { connectMs: 300, headersMs: 300, idleMs: 300, deadlineMs: 1_500, slowMs: 200 };

async function ask(port: number, request: Partial<FetchRequest> = {}) {
  const fetcher = local.fetcher([port], {}, SHORT);
  return fetcher.fetch({ url: `http://127.0.0.1:${port}/a?b=c#d`, maxBytes: 1_000_000, ...request });
}

const within = async (answer: Promise<unknown>, ms: number) => {
  const started = performance.now();
  const { reason } = await failureOf(answer);
  expect(performance.now() - started).toBeLessThan(ms);
  return reason;
};

describe('a big body', () => {
  it('counts as being transferred until it was worked on', async () => {
    const port = await local.http((_, res) => res.end(Buffer.alloc(100_000)));
    const fetcher = local.fetcher([port], { FETCH_CONCURRENCY: 2 });
    const done = Promise.withResolvers<void>();
    let held = 0;
    const consume = (): Promise<void> => {
      held += 1;
      return done.promise;
    };
    const url = `http://127.0.0.1:${port}/`;
    const all = Array.from({ length: 5 }, () => fetcher.fetch({ url, maxBytes: 1_000_000, consume }));
    await vi.waitFor(() => expect(held).toBe(2));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(held).toBe(2);
    done.resolve();
    await Promise.all(all);
    expect(held).toBe(5);
    const broken = fetcher.fetch({ url, maxBytes: 1_000_000, consume: () => Promise.reject(new Error('no room')) });
    await expect(broken).rejects.toThrow('no room');
    expect((await fetcher.fetch({ url, maxBytes: 1_000_000 })).status).toBe(200);
  });

  it('of unknown length is cut at the limit', async () => {
    let sent = 0;
    const port = await local.http((_, res) => {
      const pump = () => {
        sent += 65_536;
        res.write(Buffer.alloc(65_536, 1));
      };
      res.on('drain', pump);
      pump();
    });
    expect((await failureOf(ask(port))).reason).toBe('too_large');
    expect(sent).toBeLessThan(30_000_000);
  });

  it('fits when it has exactly the limit', async () => {
    const port = await local.http((_, res) => res.end(Buffer.alloc(1_000_000, 7)));
    expect((await ask(port)).body.length).toBe(1_000_000);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['zstd', zstdCompressSync],
  ])('folded into a %s bomb never unfolds in memory', async (coding, encode) => {
    const bomb = encode(Buffer.alloc(150_000_000));
    const port = await local.http((_, res) => res.writeHead(200, { 'content-encoding': coding }).end(bomb));
    global.gc?.();
    const before = process.memoryUsage().rss;
    expect((await failureOf(ask(port, { maxBytes: 25_000_000 }))).reason).toBe('too_large');
    expect(process.memoryUsage().rss - before).toBeLessThan(64_000_000);
  });

  it('sent in one-byte chunks costs no more than its bytes', async () => {
    const chunks = Buffer.from('1\r\na\r\n'.repeat(200_000));
    const port = await local.tcp(
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'),
        chunks,
        Buffer.from('0\r\n\r\n'),
      ]),
    );
    const answer = await ask(port, { deadlineMs: 20_000 });
    expect(answer.body.length).toBe(200_000);
    expect(answer.body.buffer.byteLength).toBeLessThanOrEqual(262_144);
  });
});

describe('a slow answer', () => {
  it('that never begins', async () => {
    const port = await local.tcp(() => undefined);
    expect(await within(ask(port), 1_400)).toBe('timeout');
  });

  it('whose TLS handshake never ends', async () => {
    const port = await local.tcp(() => undefined);
    expect(await within(ask(port, { url: `https://127.0.0.1:${port}/` }), 1_400)).toBe('timeout');
  });

  it('whose headers never end', async () => {
    const port = await local.tcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('X-A: b\r\n'), 50);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await within(ask(port), 2_500)).toBe('timeout');
  });

  it('that drips below the minimum rate', async () => {
    const port = await local.tcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n');
      const timer = setInterval(() => socket.write('.'), 20);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await within(ask(port), 1_000)).toBe('timeout');
  });

  it('that stays above the minimum rate but passes the deadline', async () => {
    const port = await local.tcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const timer = setInterval(() => socket.write('.'.repeat(200)), 20);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await within(ask(port, { deadlineMs: 600 }), 1_000)).toBe('timeout');
  });

  it('is left promptly when the signal aborts, and the connection with it', async () => {
    let closed: () => void;
    const cut = new Promise<void>((resolve) => (closed = resolve));
    const port = await local.tcp((socket) => {
      socket.once('close', () => closed());
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nabc');
    });
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('cancelled by the user')), 50);
    const started = performance.now();
    await expect(ask(port, { signal: abort.signal })).rejects.toThrow('cancelled by the user');
    expect(performance.now() - started).toBeLessThan(180);
    await cut;
    expect(performance.now() - started).toBeLessThan(200); // sooner than any of the timeouts
  });

  it('is not asked for when the signal is aborted already', async () => {
    const port = await local.http((_, res) => res.end());
    await expect(ask(port, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
    expect(local.accepted.get(port)).toBeUndefined();
  });
});
