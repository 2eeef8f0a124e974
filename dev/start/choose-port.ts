import { createServer } from 'node:net';
import { freePort } from '../services/port.js';

const DEFAULT_PORT = 3000;

/** The port that PORT names; a free one for 0. Throws when it is no port, or taken. */
export async function choosePort(value: string | undefined): Promise<number> {
  const port = Number(value || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT must be a number from 0 to 65535, not ${value}`);
  }
  if (port === 0) return freePort();
  const code = await failureToListen(port);
  if (code === null) return port;
  if (code === 'EADDRINUSE') {
    throw new Error(`port ${port} is taken: end what listens there, or set PORT to another one (0: any free one)`);
  }
  throw new Error(`port ${port} cannot be used (${code}): set PORT to another one (0: any free one)`);
}

/** Tries the addresses that the API will listen on. */
function failureToListen(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(null)));
  });
}
