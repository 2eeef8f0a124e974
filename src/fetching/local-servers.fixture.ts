import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { Env } from '../config/env.js';
import { FetchFailure } from './fetch-failure.js';
import { FetchLimits } from './fetch-limits.js';
import { GuardedFetcher } from './guarded-fetcher.js';
import { HostResolver } from './host-resolver.js';

/** Real servers on 127.0.0.1 and fetchers that may ask them, for specs. */
export class LocalServers {
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly fetchers: GuardedFetcher[] = [];
  /** Connections that each port accepted. */
  readonly accepted = new Map<number, number>();

  http(listener: RequestListener): Promise<number> {
    return this.listen(createHttpServer(listener));
  }

  /** Sends `answer` when the request has come, or hands the socket over. */
  tcp(answer: string | Buffer | ((socket: Socket) => void), end = true): Promise<number> {
    const serve = (socket: Socket): void => {
      socket.once('data', () => {
        if (typeof answer === 'function') answer(socket);
        else if (end) socket.end(answer);
        else socket.write(answer);
      });
    };
    return this.listen(createTcpServer(serve));
  }

  /** A fetcher that may ask these ports of 127.0.0.1 and nothing else that is not public. */
  fetcher(ports: number[], env: Partial<Env> = {}, limits: Partial<FetchLimits> = {}, hosts = new HostResolver()) {
    const allow = ports.map((port) => `127.0.0.1:${port}`);
    const fetcher = new GuardedFetcher(
      Object.assign(new Env(), { FETCH_ALLOW: allow, ...env }),
      Object.assign(new FetchLimits(), limits),
      hosts,
    );
    this.fetchers.push(fetcher);
    return fetcher;
  }

  async close(): Promise<void> {
    await Promise.all(this.fetchers.splice(0).map((fetcher) => fetcher.close()));
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(
      this.servers.splice(0).map((server) => new Promise((resolve) => server.close(() => resolve(undefined)))),
    );
  }

  private async listen(server: Server): Promise<number> {
    server.on('connection', (socket: Socket) => {
      const port = portOf(server);
      this.accepted.set(port, (this.accepted.get(port) ?? 0) + 1);
      this.sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => this.sockets.delete(socket));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    this.servers.push(server);
    return portOf(server);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

/** The FetchFailure that the request must end in. */
export async function failureOf(answer: Promise<unknown>): Promise<FetchFailure> {
  const error: unknown = await answer.then(
    () => new Error('it answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof FetchFailure) return error;
  throw new Error('no FetchFailure', { cause: error });
}
