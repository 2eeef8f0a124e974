import { MIME } from '../corpus/picture.js';
import { stableHash } from '../corpus/stable-hash.js';
import { gzipBomb, pixelBomb } from '../files/bombs.js';
import type { FaultScene } from './fault-scene.js';
import type { FaultName } from './fault-table.js';
import { cut, drip, endless, hang, oversized, reset, truncated } from './broken-transfers.js';

type Answer = (scene: FaultScene) => void | Promise<void>;

const page = (title: string) =>
  `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;

const status =
  (code: number, title: string): Answer =>
  ({ x }) =>
    x.html(page(title), code);

/** The picture, and in its head what its owner wants. */
const withHeader =
  (name: string, value: string): Answer =>
  ({ x, picture, file }) =>
    x.send(200, MIME[picture.format], file.bytes, { [name]: value });

/** Refuses every odd request for the path and serves the even ones, so that one retry cures it, also in a later job. */
const everySecond =
  (refuse: Answer): Answer =>
  (scene) =>
    scene.hit % 2 === 1 ? refuse(scene) : scene.serve();

const tooMany: Answer = ({ x }) => x.text('Too Many Requests', 429, { 'retry-after': '1' });

/** Follows `steps` redirects of its own before the picture is served. */
const chain =
  (steps: number): Answer =>
  (scene) => {
    const at = Number(scene.x.query('hop') ?? 0);
    if (at < steps) scene.x.redirect(scene.step(`hop=${at + 1}`));
    else scene.serve();
  };

export const FAULT_ANSWERS: Record<FaultName, Answer> = {
  slow: ({ picture, serve }) => void setTimeout(serve, 1000 + (stableHash(picture.id, 'delay') % 1000)),
  '404': status(404, 'Not found'),
  '410': status(410, 'Gone'),
  '403': status(403, 'Forbidden'),
  '500': status(500, 'Internal Server Error'),
  '429': everySecond(tooMany),
  '429-forever': tooMany,
  '503': everySecond(({ x }) => x.html(page('Service Unavailable'), 503)),
  redirect: chain(1),
  'redirect-chain': chain(8),
  'redirect-loop': ({ x, step }) => x.redirect(step(x.query('loop') === 'a' ? 'loop=b' : 'loop=a')),
  'redirect-private': ({ x }) => x.redirect('http://169.254.169.254/latest/meta-data/'),
  'redirect-file': ({ x }) => x.redirect('file:///etc/hostname'),
  duplicate: async ({ x, picture, twin }) => x.send(200, MIME[picture.format], (await twin()).bytes),
  tiny: async ({ x, picture, tiny }) => x.send(200, MIME[picture.format], (await tiny()).bytes),
  html: ({ x }) => x.send(200, 'image/jpeg', page('This picture has moved')),
  svg: ({ x }) =>
    x.send(200, 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="16000" height="16000"><rect/></svg>'),
  empty: ({ x, picture }) => x.send(200, MIME[picture.format], ''),
  'wrong-type': ({ x, file }) => x.send(200, 'text/html', file.bytes),
  noai: ({ x, picture, file }) => x.send(200, MIME[picture.format], file.bytes, { 'x-robots-tag': 'noai, noimageai' }),
  // Served to whoever comes regardless: the hit counter shows who did not read robots.txt.
  robots: ({ serve }) => serve(),
  tdmrep: ({ serve }) => serve(),
  'tdm-reservation': withHeader('tdm-reservation', '1'),
  'content-usage': withHeader('content-usage', 'train-ai=n'),
  'content-signal': withHeader('content-signal', 'search=yes, ai-train=no'),
  'pixel-bomb': async ({ x }) => x.send(200, 'image/png', await pixelBomb()),
  'gzip-bomb': async ({ x }) => x.send(200, 'image/jpeg', await gzipBomb(), { 'content-encoding': 'gzip' }),
  cut,
  truncated,
  oversized,
  reset,
  hang,
  drip,
  endless,
};
