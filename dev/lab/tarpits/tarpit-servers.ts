import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { noisePicture } from '../noise-picture.js';

/** What a process of its own listens on, so that serving costs the crawler's thread nothing. See TarpitHosts. */
export interface TarpitPorts {
  good: number[];
  tarpits: number[];
}

const [hosts = 0, goodRounds = 0, tarpitRounds = 0, pictures = 0, answerMs = 0] = process.argv.slice(2).map(Number);
const DRIP_MS = 200;
const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n';
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 5000\r\n\r\n';

const dripping = new Set<Socket>();
const held = new Set<Socket>();
let mostHeld = 0;

async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

async function goodHost(host: number): Promise<number> {
  const own = await Promise.all(picturesOf[host % hosts]!);
  return portOf(
    createHttpServer(({ url }, res) => {
      const picture = own[Number(/^\/(\d+)\.png$/.exec(url ?? '')?.[1])];
      if (picture) setTimeout(() => res.writeHead(200, { 'content-type': 'image/png' }).end(picture), answerMs);
      else res.writeHead(404).end();
    }),
  );
}

const picturesOf = Array.from({ length: hosts }, (_, host) =>
  Array.from({ length: pictures }, (__, n) => noisePicture(host * pictures + n)),
);

/** Ways to hold a visitor up; only the first does it at robots.txt already. */
const WAYS: ((socket: Socket) => void)[] = [
  () => undefined,
  () => undefined,
  (socket) => socket.write(HEAD),
  (socket) => {
    socket.write(HEAD);
    dripping.add(socket);
  },
];
setInterval(() => {
  for (const socket of dripping) socket.write('x');
}, DRIP_MS);

/** Speaks just enough HTTP, to cost a measurement little. */
const tarpit = (host: number): Promise<number> =>
  portOf(
    createServer((socket) => {
      const way = Math.floor(host / WAYS.length) % WAYS.length; // neighbours are alike: lists are dealt out in fours
      socket.on('error', () => undefined); // whoever has waited for long hangs up
      socket.on('close', () => {
        held.delete(socket);
        dripping.delete(socket);
      });
      socket.on('data', (request) => {
        if (way > 0 && !request.includes('.png HTTP')) return socket.write(NOT_FOUND);
        held.add(socket);
        mostHeld = Math.max(mostHeld, held.size);
        return WAYS[way]?.(socket);
      });
    }),
  );

const all = <T>(count: number, make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

const ports: TarpitPorts = {
  good: await all(hosts * goodRounds, goodHost),
  tarpits: await all(hosts * tarpitRounds, tarpit),
};
process.on('message', () => {
  process.send?.(mostHeld);
  mostHeld = held.size;
});
process.on('disconnect', () => process.exit());
process.send?.(ports);
