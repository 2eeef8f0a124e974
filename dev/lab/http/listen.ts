import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';

/** Loopback addresses that stand for different hosts. macOS configures the first one only. */
const HOSTS = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'];
const KEEP_ALIVE_MS = 30_000;
const TRIES = 5;

/** The same handler on one port of every loopback address that this machine has. Port 0: any free one. */
export async function listenEverywhere(
  handler: RequestListener,
  port: number,
): Promise<{ servers: Server[]; port: number }> {
  for (let tries = 1; ; tries += 1) {
    const servers: Server[] = [];
    try {
      let chosen = port;
      for (const host of HOSTS) {
        const server = await listen(handler, host, chosen);
        if (!server) continue;
        servers.push(server);
        const address = server.address();
        if (typeof address === 'object' && address) chosen = address.port;
      }
      return { servers, port: chosen };
    } catch (error) {
      await closeAll(servers);
      // A port that is free on one address may be taken on the next.
      if (port !== 0 || tries === TRIES || !isCode(error, 'EADDRINUSE')) throw error;
    }
  }
}

/** Ends all connections at once. */
export async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }),
  );
}

/** null: this machine does not have the address. */
async function listen(handler: RequestListener, host: string, port: number): Promise<Server | null> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, handler);
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (isCode(error, 'EADDRNOTAVAIL') && host !== HOSTS[0]) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
