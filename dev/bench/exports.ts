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
 * Seconds, MB/s and memory of every export format over generated rows and the photographs of the corpus, each in a process
 * of its own, with `tar cf` of the same files in the same run; whether a second run gives the same bytes; and that a run
 * which is killed leaves nothing that looks whole. Usage: exports.ts [images] [formats, separated by commas] [runs]
 */
const count = Number(process.argv[2] ?? 10_000);
const formats = (process.argv[3] ?? EXPORT_FORMATS.map(({ name }) => name).join(',')).split(',');
const runs = Number(process.argv[4] ?? 2);
const MB = 1_000_000;

interface Run {
  seconds: number;
  cpu: number;
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
  await killed(formats[0] ?? 'imagefolder', job);
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
  const rate = first.size / MB / first.seconds;
  const same = made.every(({ sha256 }) => sha256 === first.sha256);
  console.log(
    `${format.padEnd(12)} ${String(first.images).padStart(7)} images ${first.seconds.toFixed(1).padStart(6)} s ` +
      `(CPU ${first.cpu.toFixed(1)} s) ${(first.size / MB).toFixed(0).padStart(5)} MB ${rate.toFixed(0).padStart(4)} MB/s ` +
      `(${(rate / plain).toFixed(2)} of tar), RSS +${first.grown} to ${first.peak} MB` +
      (runs > 1 ? `, ${same ? 'same bytes again' : 'OTHER BYTES'}` : ''),
  );
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

/** In the middle of writing. */
async function killed(format: string, job: BenchJob): Promise<void> {
  const exportId = randomUUID();
  const child = start(format, 1, job, exportId);
  const unfinished = (): number =>
    readdirSync(join(root, '.tmp')).reduce((sum, file) => sum + statSync(join(root, '.tmp', file)).size, 0);
  while (unfinished() < MB) await setTimeout(5);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const folder = join(root, 'exports', job.projectId);
  const left = readdirSync(folder, { recursive: true }).filter((file) => String(file).includes(exportId));
  console.log(
    `kill -9 in the middle of ${format}: ${(unfinished() / MB).toFixed(1)} MB in .tmp, ${left.length} objects under exports/`,
  );
  if (left.length > 0) process.exitCode = 1;
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
