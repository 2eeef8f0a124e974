import '../start/services-env.js'; // settings of .env, first
import { Logger } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { type Env, loadEnv } from '../../src/config/env.js';
import { lines } from '../../src/modules/export/manifest/lines.js';
import { fileTrouble } from '../dataset-verify/file-trouble.js';
import { makeWritableFolder } from './folders.js';
import { openFetcher } from './open-fetcher.js';
import { manifestPictures } from './manifest-pictures.js';
import { rehydrateAll } from './rehydrate-all.js';
import { Tally } from './tally.js';

/**
 * `npm run dataset:rehydrate -- <manifest.jsonl> <directory>`: fetches the pictures of an export again (docs/rehydrate.md).
 * Exit codes: 0 all are there, 1 some are not, 2 wrong usage or settings, no manifest, or nowhere to write.
 */
const PROGRESS_MS = 10_000;
const [manifest, directory, more] = process.argv.slice(2);
if (manifest === undefined || directory === undefined || more !== undefined || manifest.startsWith('-')) {
  fail('usage: npm run dataset:rehydrate -- <manifest.jsonl> <directory>');
}
// npm runs scripts in the project's folder, whoever calls from wherever
const from = process.env.INIT_CWD ?? '.';
const pictures = () => manifestPictures(lines(createReadStream(resolve(from, manifest))));
let total = 0;
try {
  for await (const _ of pictures()) total += 1; // all of it is looked at before anybody is asked
} catch (error) {
  const where = ' (it is in the archive of every export, and at GET …/export-jobs/{id}/manifest)';
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  fail(`${manifest}: ${fileTrouble(error)}${isMissing ? where : ''}`);
}
Logger.overrideLogger(['error', 'fatal']);
const env = settings();
const target = resolve(from, directory);
await makeWritableFolder(target).catch((error: unknown) => fail(`${directory}: ${fileTrouble(error)}`));
const { fetcher, close } = openFetcher(env);
const tally = new Tally();
const progress = setInterval(() => console.error(`${tally.done} of ${total} pictures`), PROGRESS_MS);
try {
  const options = { fetcher, directory: target, maxBytes: env.MAX_IMAGE_BYTES };
  for await (const told of rehydrateAll(pictures(), options, 4 * env.FETCH_CONCURRENCY)) {
    const line = tally.add(told);
    if (line !== null) console.log(line);
  }
} catch (error) {
  fail(`${directory}: ${fileTrouble(error)}`);
} finally {
  clearInterval(progress);
  await close();
}
for (const hint of tally.hints()) console.error(hint);
console.log(tally.counts());
process.exitCode = tally.isWhole ? 0 : 1;

function settings(): Env {
  // fetching needs neither, but the environment wants both
  const nowhere = { DATABASE_URL: 'postgresql://127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' };
  try {
    return loadEnv({ ...nowhere, ...process.env });
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
