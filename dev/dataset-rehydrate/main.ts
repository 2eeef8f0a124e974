import { Logger } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { loadEnv } from '../../src/config/env.js';
import { lines } from '../../src/modules/export/manifest/lines.js';
import { openFetcher } from './open-fetcher.js';
import { InvalidManifest, manifestPictures } from './manifest-pictures.js';
import { rehydrateAll } from './rehydrate-all.js';
import type { Outcome } from './rehydrate.js';

/**
 * `npm run dataset:rehydrate -- <manifest.jsonl> <directory>`: fetches the pictures of an export again, politely and from
 * public addresses only. Exit codes: 0 all are there, 1 some are not, 2 wrong usage or no manifest.
 */
const [manifest, directory, more] = process.argv.slice(2);
if (manifest === undefined || directory === undefined || more !== undefined || manifest.startsWith('-')) {
  console.error('usage: npm run dataset:rehydrate -- <manifest.jsonl> <directory>');
  process.exit(2);
}
// npm runs scripts in the project's folder, whoever calls from wherever
const from = process.env.INIT_CWD ?? '.';
// fetching needs neither, but the environment wants both
const nowhere = { DATABASE_URL: 'postgresql://127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' };
Logger.overrideLogger(['error', 'fatal']);
const env = loadEnv({ ...nowhere, ...process.env });
const { fetcher, close } = openFetcher(env);
const counts: Record<Outcome, number> = { same: 0, present: 0, changed: 0, gone: 0, occupied: 0, failed: 0 };
try {
  const pictures = manifestPictures(lines(createReadStream(resolve(from, manifest))));
  const options = { fetcher, directory: resolve(from, directory), maxBytes: env.MAX_IMAGE_BYTES };
  for await (const { outcome, picture, detail } of rehydrateAll(pictures, options, env.FETCH_CONCURRENCY)) {
    counts[outcome] += 1;
    if (outcome !== 'same' && outcome !== 'present') {
      console.log(
        `${outcome.padEnd(8)}  ${picture.places[0]}  ${JSON.stringify(picture.url)}  ${JSON.stringify(detail)}`,
      );
    }
  }
} catch (error) {
  console.error(error instanceof InvalidManifest ? `${manifest}: ${error.message}` : String(error));
  process.exitCode = 2;
} finally {
  await close();
}
console.log(
  Object.entries(counts)
    .map(([outcome, count]) => `${outcome} ${count}`)
    .join(', '),
);
if (counts.changed + counts.gone + counts.occupied + counts.failed > 0) process.exitCode ??= 1;
