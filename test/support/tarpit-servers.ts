import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { noisePicture } from './noise-picture.js';

/** What a process of its own listens on, so that serving costs the crawler's thread nothing. See TarpitHosts. */
export interface TarpitPorts {
  good: number[];
  tarpits: number[];
}

const [good = 0, tarpits = 0, pictures = 0, answerMs = 0] = process.argv.slice(2).map(Number);
const DRIP_MS = 200;
let held = 0;
let mostHeld = 0;

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}

async function goodHost(host: number): Promise<number> {
  const own = await Promise.all(Array.from({ length: pictures }, (_, n) => noisePicture(host * pictures + n)));
  return listen(({ url }, res) => {
    const picture = own[Number(/^\/(\d+)\.png$/.exec(url ?? '')?.[1])];
    if (picture) setTimeout(() => res.writeHead(200, { 'content-type': 'image/png' }).end(picture), answerMs);
    else res.writeHead(404).end();
  });
}

/** Ways to hold a visitor up; only the first does it at robots.txt already. */
const WAYS: ((res: ServerResponse) => void)[] = [
  () => undefined,
  () => undefined,
  (res) => res.writeHead(200, { 'content-type': 'image/png', 'content-length': '5000' }).flushHeaders(),
  (res) => {
    res.writeHead(200, { 'content-type': 'image/png' });
    const drip = setInterval(() => res.write('x'), DRIP_MS);
    res.once('close', () => clearInterval(drip));
  },
];

const tarpit = (host: number): Promise<number> =>
  listen(({ url }, res) => {
    const way = Math.floor(host / WAYS.length) % WAYS.length; // neighbours are alike: lists are dealt out in fours
    if (way > 0 && !url?.endsWith('.png')) return res.writeHead(404).end();
    mostHeld = Math.max(mostHeld, ++held);
    res.once('close', () => (held -= 1));
    return WAYS[way]?.(res);
  });

const all = <T>(count: number, make: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)));

const ports: TarpitPorts = { good: await all(good, goodHost), tarpits: await all(tarpits, tarpit) };
process.on('message', () => {
  process.send?.(mostHeld);
  mostHeld = held;
});
process.on('disconnect', () => process.exit());
process.send?.(ports);
