import { MikroORM } from '@mikro-orm/postgresql';
import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { Env } from '../../src/config/env.js';
import { migrate } from '../../src/database/migrate.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { EXPORT_FORMATS } from '../../src/modules/export/formats/export-formats.js';
import { LocalStorage } from '../../src/storage/local-storage.js';
import { startServices } from '../services/start-services.js';
import { givenImages, type BenchJob } from './exports-corpus.js';

/**
 * Seconds, MB/s and memory of every export format over generated rows and the photographs of the corpus, each written and
 * read back in a process of its own, with `tar cf` of the same files in the same run. With more than one run: whether all
 * give the same bytes, and that one which is killed in the middle leaves nothing that looks whole.
 * Usage: exports.ts [images] [formats, separated by commas] [runs]
 */
const count = Number(process.argv[2] ?? 10_000);
const formats = (process.argv[3] ?? EXPORT_FORMATS.map(({ name }) => name).join(',')).split(',');
const runs = Number(process.argv[4] ?? 2);
const MB = 1_000_000;

interface Run {
  written: { seconds: number; cpu: number; grown: number };
  checked: { seconds: number; cpu: number };
  size: number;
  sha256: string;
  images: number;
  key: string;
  grown: number;
  peak: number;
}

const services = await startServices({ log: (line) => console.error(line) });
const root = mkdtempSync(join(process.cwd(), '.data', 'bench-exports-'));
const name = `bench_exports_${process.pid}`;
const admin = new Client({ connectionString: services.adminUrl });
await admin.connect();
await admin.query(`create database ${name}`);
const url = new URL(services.adminUrl);
url.pathname = `/${name}`;
const env = Object.assign(new Env(), { DATABASE_URL: url.href, STORAGE_DIR: root });
try {
  const orm = await MikroORM.init({ ...ormOptions(env), logger: () => {} });
  await migrate(orm);
  await orm.close();
  const client = new Client({ connectionString: url.href });
  await client.connect();
  const job = await givenImages(client, new LocalStorage(env), count);
  await client.end();
  const plain = tarOfSame(job);
  console.log(`${count} images, ${(plain.size / MB).toFixed(0)} MB; tar cf ${plain.rate.toFixed(0)} MB/s`);
  for (const format of formats) await measure(format, job, plain.rate);
} finally {
  rmSync(root, { recursive: true, force: true });
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
  await services.stop();
}

async function measure(format: string, job: BenchJob, plain: number): Promise<void> {
  const made: Run[] = [];
  for (let fence = 1; fence <= runs; fence++) {
    const run = await exported(format, fence, job);
    made.push(run);
    rmSync(join(root, run.key));
  }
  const [first] = made;
  if (!first) return;
  const { written, checked, images, size } = first;
  const rate = size / MB / written.seconds;
  console.log(
    `${format.padEnd(12)} ${String(images).padStart(7)} images ${(size / MB).toFixed(0).padStart(5)} MB: ` +
      `written in ${written.seconds.toFixed(1)} s (CPU ${written.cpu.toFixed(1)} s), ${rate.toFixed(0)} MB/s ` +
      `(${(rate / plain).toFixed(2)} of tar), RSS +${written.grown} MB; ` +
      `read back in ${checked.seconds.toFixed(1)} s (CPU ${checked.cpu.toFixed(1)} s); RSS +${first.grown} to ${first.peak} MB`,
  );
  if (runs < 2) return;
  const same = made.every(({ sha256 }) => sha256 === first.sha256);
  const left = await leftOf(format, job, written.seconds / 2);
  console.log(
    `  ${same ? 'same bytes again' : 'OTHER BYTES'}; after kill -9 in the middle ${left} objects under exports/`,
  );
  if (!same || left > 0) process.exitCode = 1;
}

async function exported(format: string, fence: number, job: BenchJob): Promise<Run> {
  const child = start(format, fence, job, randomUUID());
  const [output] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), once(child, 'exit')]);
  const run: Run = JSON.parse(output.join(''));
  return run;
}

function start(format: string, fence: number, { projectId, jobId }: BenchJob, exportId: string) {
  const script = new URL('exports-run.ts', import.meta.url).pathname;
  const parameters = [format, String(fence), exportId, projectId, jobId];
  return spawn(process.execPath, ['--expose-gc', '--import', '@oxc-node/core/register', script, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: url.href, STORAGE_DIR: root },
  });
}

/** Objects that are left of an export which is killed so many seconds after it has begun to write. */
async function leftOf(format: string, job: BenchJob, seconds: number): Promise<number> {
  const exportId = randomUUID();
  const unfinished = (): number => readdirSync(join(root, '.tmp')).length;
  const before = unfinished();
  const child = start(format, 1, job, exportId);
  while (unfinished() === before && child.exitCode === null) await setTimeout(5);
  await setTimeout(seconds * 1000);
  child.kill('SIGKILL');
  const [, signal]: unknown[] = await once(child, 'exit');
  if (signal !== 'SIGKILL' || unfinished() === before) throw new Error(`${format} had ended before it was killed`);
  return readdirSync(join(root, 'exports'), { recursive: true }).filter((file) => String(file).includes(exportId))
    .length;
}

/** The same files under names of their own, archived by the system's tar and made durable, as exports are. */
function tarOfSame({ keys }: BenchJob): { size: number; rate: number } {
  const staging = join(root, 'staging');
  mkdirSync(staging);
  for (let n = 0; n < count; n++) {
    const folder = join(staging, String(n % 20));
    if (n < 20) mkdirSync(folder);
    linkSync(join(root, keys[n % keys.length] ?? ''), join(folder, `${n}.jpg`));
  }
  const archive = join(root, 'staging.tar');
  const begun = performance.now();
  execFileSync('tar', ['cf', archive, '--hard-dereference', '-C', staging, '.']);
  execFileSync('sync', ['-d', archive]);
  const seconds = (performance.now() - begun) / 1000;
  const { size } = statSync(archive);
  rmSync(staging, { recursive: true });
  rmSync(archive);
  return { size, rate: size / MB / seconds };
}
