import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Process } from './support/process.js';

/** A server on a port that it chose, and the port. */
async function takePort(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP port');
  return { server, port: address.port };
}

/** The status; the body is read to its end, or the connection would stay behind. */
async function get(url: string): Promise<number> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  await response.arrayBuffer();
  return response.status;
}
const ready = (port: number) =>
  vi.waitFor(async () => expect(await get(`http://127.0.0.1:${port}/health/ready`)).toBe(200), {
    timeout: 60_000,
    interval: 100,
  });

describe('processes', () => {
  afterAll(() => Process.killAll());

  it('main says in one line that its port is taken', async () => {
    const { server, port } = await takePort('0.0.0.0');
    const main = Process.start('main', { PORT: String(port), NODE_ENV: 'production' });
    expect(await main.exit).toBe(1);
    const said = main.output.trim().split('\n').at(-1);
    expect(said).toBe(`port ${port} is taken: stop what listens there or set PORT to another one`);
    expect(main.output).not.toContain('    at ');
    server.close();
  }, 120_000);

  it('main lists every bad variable and starts nothing', async () => {
    const main = Process.start('main', { PORT: 'http', DATABASE_URL: 'nowhere' });
    expect(await main.exit).toBe(1);
    expect(main.output).toMatch(/PORT: .+/);
    expect(main.output).toMatch(/DATABASE_URL: .+/);
    expect(main.output).not.toContain('    at ');
  }, 120_000);

  it('main drains on SIGTERM: not ready at once, still serving, then gone', async () => {
    const { server, port } = await takePort('127.0.0.1');
    server.close();
    const main = Process.start('main', { PORT: String(port), NODE_ENV: 'production' });
    await ready(port);
    expect(await get(`http://127.0.0.1:${port}/openapi.json`)).toBe(200);
    main.signal('SIGTERM');
    await vi.waitFor(async () => expect(await get(`http://127.0.0.1:${port}/health/ready`)).toBe(503), {
      timeout: 5_000,
      interval: 50,
    });
    expect(await get(`http://127.0.0.1:${port}/health/live`)).toBe(200);
    expect(await Promise.race([main.exit, setTimeout(30_000, 'still running')])).toBe('SIGTERM');
    await expect(get(`http://127.0.0.1:${port}/health/live`)).rejects.toThrow();
  }, 120_000);

  it('main prints the OpenAPI document without any service', async () => {
    const nowhere = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none', REDIS_URL: 'redis://127.0.0.1:9' };
    const main = Process.start('main', nowhere, ['--openapi']);
    expect(await main.exit).toBe(0);
    const document = JSON.parse(main.output);
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/health/ready', '/api/projects', '/api/projects/{id}/archive', '/api/api-keys/{id}']),
    );
  }, 120_000);

  it('worker starts and ends on SIGTERM', async () => {
    const worker = Process.start('worker');
    await vi.waitFor(() => expect(worker.output).toContain('ready for work'), { timeout: 60_000 });
    worker.signal('SIGTERM');
    expect(await Promise.race([worker.exit, setTimeout(30_000, 'still running')])).toBe('SIGTERM');
  }, 120_000);

  it('migrate finds nothing to do twice, and says what is wrong when it cannot', async () => {
    const migrate = Process.start('migrate');
    expect(await migrate.exit).toBe(0);
    expect(migrate.output).toContain('the schema is up to date');
    const lost = Process.start('migrate', { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' });
    expect(await lost.exit).toBe(1);
    expect(lost.output).toContain('ECONNREFUSED');
  }, 120_000);
});
